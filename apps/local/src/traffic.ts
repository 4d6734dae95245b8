/** Lively enough to watch, slow enough to follow one entity by eye. */
const RATE_PER_SECOND = 5;
const TIMEOUT_MS = 5_000;

/** Has the simulator tell its story to ingress; without it the system stands there as well, only quiet. */
export const startTraffic = async (simulatorUrl: string, tell: (sentence: string) => void): Promise<void> => {
  try {
    const response = await fetch(`${simulatorUrl}/control/traffic`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ratePerSecond: RATE_PER_SECOND }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) tell(`The simulator did not start its traffic: it answered ${response.status}.`);
  } catch (error) {
    tell(`The simulator did not start its traffic: ${error instanceof Error ? error.message : String(error)}.`);
  }
};
