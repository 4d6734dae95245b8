import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toldBatch, toldContext, toldRecord, toldStore, type ToldStore } from '#testing';
import { applyBatch } from './apply-batch.js';
import type { AnyFold, Context } from './context.js';

/**
 * A rolling restart: two versions of one fold share the log, the rows and the work. No version evolves an event onto
 * what the other one remembers.
 */
describe('two versions of a fold side by side', () => {
  let store: ToldStore;
  let offset = 0n;

  beforeEach(async () => {
    store = await toldStore();
    offset = 0n;
  });
  afterEach(() => store.close());

  const tell = async (context: Context, id: string, n: number, word = '') => {
    const batch = toldBatch([toldRecord(id, { n, word })], offset);
    offset += 1n;
    return applyBatch(store.database, context, batch, () => 1_790_000_000_000);
  };

  it('the later one folds a row of the earlier one anew, and the other way round', async () => {
    await tell(versionOf(1), 'a', 1);
    const [later, earlier] = [await tell(versionOf(2), 'a', 2), await tell(versionOf(1), 'a', 3)];
    expect([later.refolded, earlier.refolded]).toEqual([1, 1]);
    expect(await store.viewOf('a')).toMatchObject({ told: [1, 2, 3], words: ['1:', '1:', '1:'] });
  });

  it('evolves a row of its own as before', async () => {
    await tell(versionOf(2), 'a', 1);
    const { refolded } = await tell(versionOf(2), 'a', 2);
    expect(refolded).toBe(0);
  });

  it('whoever came last: each row is one version’s fold of the whole log', async () => {
    const step = fc.record({ version: fc.constantFrom(1, 2), id: fc.constantFrom('a', 'b'), n: fc.nat({ max: 30 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.uuid(), async (steps, run) => {
        const heard = new Map<string, { told: Set<number>; version: number }>();
        for (const { version, id: name, n } of steps) {
          const id = `${name}-${run}`;
          const known = heard.get(id) ?? { told: new Set(), version };
          const { claimed } = await tell(versionOf(version), id, n);
          // A duplicate touches no row.
          heard.set(id, { told: known.told.add(n), version: claimed.length > 0 ? version : known.version });
        }
        for (const [id, { told, version }] of heard) {
          const sorted = [...told].sort((one, other) => one - other);
          const words = sorted.map(() => `${String(version)}:`);
          expect(await store.viewOf(id)).toMatchObject({ told: sorted, words });
        }
      }),
      { numRuns: 25 },
    );
  });
});

/** The context of the specifications, whose views tell by which version each word was folded. */
const versionOf = (version: number): Context => {
  const context = toldContext();
  const projections = [...context.projections].map(([kind, one]) => {
    const fold: AnyFold = {
      ...one.fold,
      version,
      decode: (stored) => {
        const decoded = one.fold.decode(stored);
        if (!decoded.ok || !decoded.value) return decoded;
        const { word } = decoded.value as unknown as { readonly word: string };
        return { ok: true, value: { ...decoded.value, word: `${String(version)}:${word}` } };
      },
    };
    return [kind, { ...one, fold }] as const;
  });
  return { ...context, projections: new Map(projections) };
};
