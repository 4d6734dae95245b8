import type { Rebuild } from '#event-store';
import { differenceLine, tableLine } from '../prove/report.js';
import { counted, integer, seconds } from '../terminal/figures.js';

/** Events a second of fold and swap together: how long the log took to become its tables. */
const rateOf = ({ before, foldMs, swapMs }: Rebuild): number =>
  foldMs + swapMs > 0 ? (before.events * 1_000) / (foldMs + swapMs) : 0;

/** For a person: what was done, a line a table, and what still differs. */
export const rebuildLines = (outcome: Rebuild, dryRun: boolean): string[] => {
  const { before, after } = outcome;
  return [
    `${before.context}: ${counted(before.events, 'event')} of ${integer(before.entities)} entities folded in ${seconds(outcome.foldMs)}`,
    `  ${doneLine(outcome, dryRun)}`,
    ...after.tables.map(tableLine),
    ...after.differences.map(differenceLine),
    ...(after.differing > after.differences.length
      ? [`  and ${integer(after.differing - after.differences.length)} more`]
      : []),
    after.differing === 0 ? '  Every row is the fold of its events.' : `  ${counted(after.differing, 'difference')}.`,
  ];
};

const doneLine = (outcome: Rebuild, dryRun: boolean): string => {
  const { stale, rewritten, swapMs } = outcome;
  if (stale === 0) return 'Nothing was to be written.';
  if (!rewritten) return dryRun ? `${counted(stale, 'row')} would be written; nothing was.` : 'Nothing was written.';
  const { written, changed, removed } = rewritten;
  const rate = `${integer(rateOf(outcome))} events/s in all`;
  return (
    `${counted(written, 'row')} written, ${integer(changed)} of them told to subscribers, ` +
    `${integer(removed)} taken away, in ${seconds(swapMs)}; ${rate}`
  );
};

/** For a program. */
export const rebuildJson = (outcome: Rebuild, dryRun: boolean): string => {
  const { before, after, stale, rewritten, foldMs, swapMs } = outcome;
  return JSON.stringify(
    {
      equal: after.differing === 0,
      context: before.context,
      dry_run: dryRun,
      events: before.events,
      entities: before.entities,
      stale_rows: stale,
      written: rewritten?.written ?? 0,
      changed: rewritten?.changed ?? 0,
      removed: rewritten?.removed ?? 0,
      fold_ms: Math.round(foldMs),
      swap_ms: Math.round(swapMs),
      events_per_second: Math.round(rateOf(outcome)),
      tables: after.tables,
      differing: after.differing,
      differences: after.differences,
    },
    null,
    2,
  );
};
