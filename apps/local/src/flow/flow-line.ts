/** What a live line tells. A figure that could not be had is undefined. */
export interface Flow {
  readonly accepted: { readonly total: number; readonly added: number };
  readonly projected: { readonly total: number; readonly added: number };
  readonly duplicates: number;
  readonly rejected: number;
  readonly lag: number | undefined;
  /** Seconds that the oldest record has waited for its projection, and the oldest change for its topic. */
  readonly unprojectedS: number;
  readonly unpublishedS: number;
  /** What somebody should look at: told only when it is not nothing. */
  readonly trouble: Readonly<Record<string, number>>;
}

/** Below this a wait is the way of things: a batch under way, a look between two rounds of the relay. */
const WAIT_S_MIN = 3;

/** One line of figures. A narrow screen cuts its end off, so what matters most comes first; what is well is left out. */
export const flowLine = (flow: Flow): string =>
  [
    `accepted ${flow.accepted.total} (+${flow.accepted.added}/s)`,
    `projected ${flow.projected.total} (+${flow.projected.added}/s)`,
    `lag ${lagOf(flow)}${waited(flow.unprojectedS)}`,
    ...(flow.unpublishedS >= WAIT_S_MIN ? [`unpublished${waited(flow.unpublishedS)}`] : []),
    ...Object.entries(flow.trouble)
      .filter(([, count]) => count > 0)
      .map(([what, count]) => `${what} ${count}`),
    `duplicates ${flow.duplicates}`,
    `rejected ${flow.rejected}`,
  ].join('  ');

/** Nothing that waits, for this long: whoever counts it (Kafka is away, or frozen) cannot be asked. */
const lagOf = ({ lag, unprojectedS }: Flow): string =>
  lag === undefined || (lag === 0 && unprojectedS >= WAIT_S_MIN) ? '?' : String(lag);

const waited = (seconds: number): string => (seconds >= WAIT_S_MIN ? ` (for ${Math.round(seconds)} s)` : '');
