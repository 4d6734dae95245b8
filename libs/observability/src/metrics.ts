import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { Metrics, type MetricName } from './metric-names.js';

/** The one registry of a process, served at `/metrics`. */
export const registry = new Registry();
collectDefaultMetrics({ register: registry });

const once = <M>(make: (name: MetricName) => M) => {
  const made = new Map<MetricName, M>();
  return (name: MetricName): M => {
    const known = made.get(name);
    if (known) return known;
    const fresh = make(name);
    made.set(name, fresh);
    return fresh;
  };
};

const options = (name: MetricName) => {
  const { name: fullName, help, labels } = Metrics[name];
  return { name: fullName, help, labelNames: [...labels] as string[], registers: [registry] };
};

export const counter = once((name) => new Counter<string>(options(name)));

/**
 * Shows a counter from the start, at 0. An increase is seen between two samples: of a series that begins with its first
 * count an alert would miss that one.
 *
 * @param labels of each series; without any when the counter has none
 */
export const startAtZero = (name: MetricName, ...labels: readonly Readonly<Record<string, string>>[]): void => {
  for (const series of labels.length === 0 ? [{}] : labels) counter(name).inc(series, 0);
};

export const gauge = once((name) => new Gauge<string>(options(name)));

// From 1 ms to 5 s: answers are promised within 2 s, so the last buckets tell by how much that was missed.
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];

export const histogram = once((name) => new Histogram<string>({ ...options(name), buckets: SECONDS }));
