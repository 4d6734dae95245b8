import type { Verification } from './verify.js';

/** More than a screen or two has one cause; `--json` tells a thousand. */
const TOLD_MAX = 50;

/** A verification in sentences, a line each. */
export const tellVerification = (result: Verification): string[] => {
  const { deliveries, chains, seals, erased, signaturesVerified, signaturesUnverifiable, skipped } = result;
  const more = result.found - Math.min(result.findings.length, TOLD_MAX);
  return [
    `${String(deliveries)} deliveries in ${String(chains)} chains, ${String(seals)} seals, ` +
      `${String(signaturesVerified)} signatures verified again, ${String(signaturesUnverifiable)} that say nothing.`,
    ...(erased > 0 ? [`${String(erased)} bodies were erased: their chains hold without them.`] : []),
    ...skipped.map((sentence) => `Not proved: ${sentence}`),
    ...result.findings.slice(0, TOLD_MAX).map(({ kind, where, detail }) => `WRONG ${kind}: ${where}. ${detail}`),
    ...(more > 0 ? [`… and ${String(more)} more.`] : []),
    result.ok ? 'The journal is whole.' : `${String(result.found)} things are wrong.`,
  ];
};
