import { randomInt } from 'node:crypto';

/** Lively enough to watch, slow enough to follow one entity by eye. */
const RATE_PER_SECOND = 5;
/** Mono sends some webhooks twice; so that it is seen what becomes of them, one in twenty. */
const DUPLICATE = 0.05;
const SEEDS = 2 ** 31;
const TIMEOUT_MS = 5_000;

/** Has the simulator tell a story to ingress; without it the system stands there as well, only quiet. */
export const startTraffic = async (simulatorUrl: string, tell: (sentence: string) => void): Promise<void> => {
  try {
    await send('PUT', `${simulatorUrl}/control/faults`, { duplicate: DUPLICATE });
    // Another story each time: what was stored is kept, and the same story again would be nothing but duplicates.
    await send('POST', `${simulatorUrl}/control/traffic`, {
      ratePerSecond: RATE_PER_SECOND,
      seed: randomInt(SEEDS),
      contexts: 'all',
    });
  } catch (error) {
    tell(`The simulator did not start its traffic: ${error instanceof Error ? error.message : String(error)}.`);
  }
};

const send = async (method: string, url: string, body: object): Promise<void> => {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  await response.arrayBuffer();
};
