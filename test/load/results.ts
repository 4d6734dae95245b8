import type { AcceptResult } from './measure/accept.js';
import type { ConsumeResult } from './measure/consume.js';
import type { LatencyResult } from './measure/latency.js';
import type { LedgerResult } from './measure/ledger.js';
import { MOVEMENT_MIXES, type MovementMix } from './traffic/movements.js';

/** What a run measured; a measure that was left out by `--only` is absent. */
export interface Results {
  readonly accept?: readonly AcceptResult[];
  readonly consume?: readonly ConsumeResult[];
  readonly latency?: readonly LatencyResult[];
  readonly ledger?: readonly LedgerResult[];
}

/** The last lines of a run, in a form that scripts read: `<name> <number> <unit>`. */
export const closingLines = ({ accept, consume, latency, ledger }: Results): string[] => {
  const lines: string[] = [];
  const ratio = (name: string, ours: number | undefined, naive: number | undefined): void => {
    if (ours !== undefined && naive !== undefined) lines.push(`${name} ratio ${(ours / naive).toFixed(2)}`);
  };
  const ours = <Entry extends { readonly side: string }>(entries?: readonly Entry[]) =>
    entries?.find((entry) => entry.side === 'ours');
  const naive = <Entry extends { readonly side: string }>(entries?: readonly Entry[]) =>
    entries?.find((entry) => entry.side === 'naive');
  ratio('accept', ours(accept)?.acceptedPerS, naive(accept)?.acceptedPerS);
  ratio('consume', ours(consume)?.appliedPerS, naive(consume)?.appliedPerS);
  for (const mix of Object.keys(MOVEMENT_MIXES) as MovementMix[]) {
    const of = ledger?.filter((entry) => entry.mix === mix);
    ratio(`ledger ${mix}`, ours(of)?.postedPerS, naive(of)?.postedPerS);
  }
  for (const entry of latency?.filter(({ side }) => side === 'ours') ?? []) {
    lines.push(`p99 ${entry.ratePerS}/s ${entry.p99Ms.toFixed(0)} ms`);
  }
  const cpu = ours(accept)?.cpuSPer1000;
  if (cpu !== undefined) lines.push(`accept cpu ${cpu.toFixed(3)} s per 1000`);
  return lines;
};
