import { Metrics, type MetricName } from '#observability';

/** The page is a few kilobytes from loopback; a process that cannot write it in a second is told as absent. */
const TIMEOUT_MS = 1_000;

/** What `/metrics` says of some metrics, each summed over its labels; undefined when there is no answer. */
export const scrape = async <Name extends MetricName>(
  url: string,
  names: readonly Name[],
): Promise<Record<Name, number> | undefined> => {
  try {
    const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await response.text();
    const sums = names.map((name) => [name, sumOf(text, Metrics[name].name)]);
    return response.ok ? (Object.fromEntries(sums) as Record<Name, number>) : undefined;
  } catch {
    return undefined;
  }
};

/** The sum of a metric over its labels, from Prometheus' text format. */
export const sumOf = (text: string, name: string): number =>
  text
    .split('\n')
    .filter((line) => line.startsWith(name) && /^[ {]/.test(line.slice(name.length)))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
