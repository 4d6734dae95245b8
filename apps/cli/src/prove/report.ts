import type { ContextProof, Difference, TableProof } from '#event-store';
import { counted, integer, seconds } from '../terminal/figures.js';
import type { Finding } from '../verify/findings.js';

/** A proof, and how long it took in milliseconds. */
export interface TimedProof extends ContextProof {
  readonly ms: number;
}

/** Who changed the log changed what the rows are proved against. */
const ASK_FIRST =
  '  Before a rebuild ask `caudal verify` whether the log is what came: the rows become what the log says.';

const rateOf = ({ events, ms }: TimedProof): number => (ms > 0 ? (events * 1_000) / ms : 0);

/** For a person: a line a table, then what differs, named. */
export const proofLines = (proof: TimedProof): string[] => {
  const { context, events, entities, tables, differing, differences } = proof;
  const rate = events === 0 ? '' : `, ${integer(rateOf(proof))}/s`;
  return [
    `${context}: ${counted(events, 'event')} of ${integer(entities)} entities in ${seconds(proof.ms)}${rate}`,
    ...tables.map(tableLine),
    ...differences.map(differenceLine),
    ...(differing > differences.length ? [`  and ${integer(differing - differences.length)} more`] : []),
    ...(differing === 0
      ? ['  Every row is the fold of its events.']
      : [`  ${counted(differing, 'difference')}.`, ASK_FIRST]),
  ];
};

/** The first digits are enough for an eye; `--json` has them all. */
const SHOWN_DIGITS = 12;

export const tableLine = ({ table, expected, found, otherVersions }: TableProof): string => {
  const others = otherVersions > 0 ? `, ${integer(otherVersions)} of another version of its fold` : '';
  const rows = `  ${table.padEnd(32)} ${counted(found.rows, 'row').padStart(12)}`;
  const digest = found.digest.slice(0, SHOWN_DIGITS);
  if (found.digest === expected.digest) return `${rows}  ${digest}  equal${others}`;
  return `${rows}  ${digest}  the log says ${counted(expected.rows, 'row')}  ${expected.digest.slice(0, SHOWN_DIGITS)}${others}`;
};

export const differenceLine = ({ table, problem, scope, id, fields, detail }: Difference): string =>
  `  ${problem}: ${table} ${scope}/${id}${fields.length > 0 ? `: ${fields.join(', ')}` : ''}${detail ? ` (${detail})` : ''}`;

/** Whether each delivery of the journal was applied once by each context that has a part in it. */
export interface DeliveryProof {
  readonly wrong: number;
  readonly findings: readonly Finding[];
  /** What could not be compared, in sentences. */
  readonly skipped: readonly string[];
}

/** More than a screen has one cause; `--json` tells a thousand. */
const TOLD_MAX = 50;

export const deliveryLines = ({ wrong, findings, skipped }: DeliveryProof): string[] => [
  'deliveries:',
  ...findings.slice(0, TOLD_MAX).map(({ kind, where, detail }) => `  ${kind}: ${where}. ${detail}`),
  ...(wrong > TOLD_MAX ? [`  and ${integer(wrong - TOLD_MAX)} more`] : []),
  ...skipped.map((sentence) => `  Not proved: ${sentence}`),
  endOf(wrong, skipped),
];

const endOf = (wrong: number, skipped: readonly string[]): string => {
  if (wrong > 0) return `  ${counted(wrong, 'counterpart')} missing.`;
  return skipped.length === 0
    ? '  Each that was accepted is applied once where it belongs, or parked; and each event has its delivery.'
    : '  Nothing is missing in what was compared.';
};

/** For a program. */
export const proofJson = (proofs: readonly TimedProof[], deliveries: DeliveryProof): string =>
  JSON.stringify(
    {
      equal:
        deliveries.wrong === 0 && deliveries.skipped.length === 0 && proofs.every(({ differing }) => differing === 0),
      deliveries,
      contexts: proofs.map((proof) => ({
        context: proof.context,
        events: proof.events,
        entities: proof.entities,
        duration_ms: Math.round(proof.ms),
        events_per_second: Math.round(rateOf(proof)),
        tables: proof.tables,
        differing: proof.differing,
        differences: proof.differences,
      })),
    },
    null,
    2,
  );
