import { counted } from '../terminal/figures.js';
import type { Verification } from './verify.js';

/** More than a screen or two has one cause; `--json` tells a thousand. */
const TOLD_MAX = 50;

/** A verification in sentences, a line each. */
export const tellVerification = (result: Verification): string[] => {
  const { deliveries, chains, seals, erased, signaturesVerified, signaturesUnverifiable, unsealed, skipped } = result;
  const more = result.found - Math.min(result.findings.length, TOLD_MAX);
  return [
    `${String(deliveries)} deliveries in ${String(chains)} chains, ${String(seals)} seals, ` +
      `${String(signaturesVerified)} signatures verified again, ${String(signaturesUnverifiable)} that say nothing.`,
    ...(erased > 0 ? [`${String(erased)} bodies were erased: their chains hold without them.`] : []),
    ...(unsealed > 0
      ? [`${String(unsealed)} are covered by no seal yet: the logs of the contexts alone vouch for them.`]
      : []),
    ...skipped.map((sentence) => `Not proved: ${sentence}`),
    ...result.findings.slice(0, TOLD_MAX).map(({ kind, where, detail }) => `WRONG ${kind}: ${where}. ${detail}`),
    ...(more > 0 ? [`… and ${String(more)} more.`] : []),
    endOf(result),
  ];
};

/** "Whole" is said of what was proved in every part, and of nothing less. */
const endOf = ({ ok, found, skipped }: Verification): string => {
  if (!ok) return `${counted(found, 'thing')} ${found === 1 ? 'is' : 'are'} wrong.`;
  return skipped.length === 0
    ? 'The journal is whole.'
    : 'Nothing is wrong in what was proved; the rest is named above.';
};

/** 1 when something is wrong, 3 when nothing is and not everything could be proved: a nightly run must not take the two for 0. */
export const exitCodeOf = ({ ok, skipped }: Pick<Verification, 'ok' | 'skipped'>): number => {
  if (!ok) return 1;
  return skipped.length === 0 ? 0 : 3;
};
