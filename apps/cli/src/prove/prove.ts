import { proveContext, type Context, type ProofHelpers } from '#event-store';
import { contextConsumers } from '#contracts';
import type { Database } from '#persistence';
import type { Progress } from '../terminal/progress.js';
import { compareContexts } from '../verify/compare-contexts.js';
import { Findings } from '../verify/findings.js';
import { deliveryLines, proofJson, proofLines, type TimedProof } from './report.js';

/** What a person wants proved. */
export interface ProofWish {
  readonly contexts: readonly Context[];
  readonly json: boolean;
}

/** How a command speaks to the person at the terminal, and what it measures time by. */
export interface Voice {
  readonly say: (text: string) => void;
  readonly progress: (label: string, what?: string) => Progress;
  readonly now: () => number;
}

/**
 * Proves contexts one after the other, and tells of each; then that each delivery was applied by each of them that has a
 * part in it: a fold of a log does not show what the log lacks.
 *
 * @returns whether everything is as the log says, and whether all of it could be looked at
 */
export const prove = async (
  database: Database,
  wish: ProofWish,
  { say, progress, now }: Voice,
  helpers: ProofHelpers,
): Promise<{ readonly ok: boolean; readonly skipped: readonly string[] }> => {
  const proofs: TimedProof[] = [];
  for (const context of wish.contexts) {
    const line = progress(context.consumer);
    const started = now();
    const proof = await proveContext(database, context, line.tell, helpers).finally(() => {
      line.end();
    });
    const timed = { ...proof, ms: now() - started };
    proofs.push(timed);
    if (!wish.json) for (const text of proofLines(timed)) say(text);
  }
  const findings = new Findings();
  const names = new Set(wish.contexts.map(({ consumer }) => consumer));
  const skipped = await compareContexts(database, findings, {
    of: contextConsumers.filter(({ name }) => names.has(name)),
  });
  const deliveries = { wrong: findings.total, findings: findings.kept, skipped };
  if (wish.json) say(proofJson(proofs, deliveries));
  else for (const text of deliveryLines(deliveries)) say(text);
  return { ok: findings.total === 0 && proofs.every(({ differing }) => differing === 0), skipped };
};
