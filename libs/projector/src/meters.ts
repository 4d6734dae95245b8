import type { AppliedDeliveries, Context } from '#event-store';
import { counter, startAtZero } from '#observability';

// A sender who invents names must not fill the memory of what scrapes us.
const NAMES_MAX = 200;
const names = new Set<string>();

const bounded = (name: string): string => {
  if (!names.has(name) && names.size >= NAMES_MAX) return 'other';
  names.add(name);
  return name;
};

/** Shows from the start what alerts watch the increase of (`deploy/alerts.yml`). */
export const startMeters = (consumer: string): void => {
  startAtZero('conflicts', { consumer });
};

/** Counts what became of deliveries, be they a batch's or a release's. */
export const countOutcome = ({ consumer, projections }: Context, outcome: AppliedDeliveries): void => {
  counter('projected').inc({ consumer }, outcome.claimed.length);
  counter('duplicates').inc({ consumer }, outcome.duplicates);
  counter('refolded').inc({ consumer }, outcome.refolded);
  counter('conflicts').inc({ consumer }, outcome.conflicted);
  for (const { stored } of outcome.claimed) {
    if (!projections.has(stored.kind)) counter('unprojected').inc({ type: bounded(stored.type) });
  }
};
