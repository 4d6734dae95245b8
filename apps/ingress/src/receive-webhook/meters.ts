import { counter, gauge, histogram, startAtZero } from '#observability';
import { boundedNames } from './bounded-names.js';
import { UNCLASSIFIED_REASONS, type NamedEvent } from './name-event.js';

const typeLabel = boundedNames();

/** Shows from the start what alerts watch the increase of (`deploy/alerts.yml`). */
export const startMeters = (): void => {
  startAtZero('rejected', { status: '503' });
  startAtZero('unclassifiedReasons', ...UNCLASSIFIED_REASONS.map((reason) => ({ reason })));
  startAtZero('quarantined', { outcome: 'kept' }, { outcome: 'dropped' });
};

/** Counts an acknowledged delivery. Labels are bounded: topics and sources by our own tables, types by `boundedNames`. */
export const countAccepted = (event: NamedEvent, slug: string, late: boolean, seconds: number): void => {
  counter('accepted').labels(event.topic).inc();
  histogram('acceptSeconds').observe(seconds);
  if (late) counter('late').labels(slug).inc();
  if (event.unclassified !== null) {
    counter('unclassifiedReasons').labels(event.unclassified).inc();
    counter('unclassified').labels(event.unclassified, typeLabel(event.type)).inc();
  } else if (!event.documented) {
    counter('tolerated').labels(typeLabel(event.type)).inc();
  }
};

export const countRejected = (status: number): void => {
  counter('rejected').labels(String(status)).inc();
};

export const countQuarantined = (outcome: 'kept' | 'dropped', count = 1): void => {
  counter('quarantined').labels(outcome).inc(count);
};

export const showQueueDepth = (depth: number): void => {
  gauge('queueDepth').set(depth);
};
