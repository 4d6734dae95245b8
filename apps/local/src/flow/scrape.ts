import { Metrics, type MetricName } from '#observability';

/** The page is a few kilobytes from loopback; a process that cannot write it in a second is told as absent. */
const TIMEOUT_MS = 1_000;

/** A metric, or those of its series that have a label: `rejected{status="503"}`. */
export type Series = MetricName | `${MetricName}{${string}}`;

/** What `/metrics` says of some series, each summed over its labels; undefined when there is no answer. */
export const scrape = async <Name extends Series>(
  url: string,
  names: readonly Name[],
): Promise<Record<Name, number> | undefined> => {
  try {
    const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await response.text();
    const sums = names.map((name) => [name, sumOf(text, ...partsOf(name))]);
    return response.ok ? (Object.fromEntries(sums) as Record<Name, number>) : undefined;
  } catch {
    return undefined;
  }
};

const partsOf = (series: Series): [name: string, label: string] => {
  const [metric = series, label = ''] = series.split(/[{}]/);
  return [Metrics[metric as MetricName].name, label];
};

/** The sum of a metric over its labels (or those series that have one of them), from Prometheus' text format. */
export const sumOf = (text: string, name: string, label = ''): number =>
  text
    .split('\n')
    .filter((line) => line.startsWith(name) && /^[ {]/.test(line.slice(name.length)) && line.includes(label))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
