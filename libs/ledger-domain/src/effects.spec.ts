import { describe, expect, it } from '@jest/globals';
import type { EntityKind, StoredEvent } from '#contracts';
import { foldInAnyOrder } from '#testing';
import { collectionIntentFold, transferFold } from '#transfers-domain';
import { bankTransferCause, collectionCause } from './bank-causes.js';
import { causeFold } from './effects.js';

/** When an effect was: by the object's own time, whichever of its tellings has one, in whatever order they are heard. */
describe('the moment of an effect', () => {
  const cause = causeFold(transferFold, bankTransferCause);
  const transfer = (name: string, data: object) => told('transfer', `bank_transfer_${name}`, { id: 'trn_1', ...data });
  const undated = () => transfer('approved', { state: 'approved' });
  const approved = (hour: number) => transfer('approved', { state: 'approved', updated_at: at(hour) });
  const flipped = () =>
    transfer('change_final_state', {
      ...{ state: 'declined', previous_state: 'approved', updated_at: at(12) },
    });
  const effectsOf = (...events: readonly StoredEvent[]) =>
    foldInAnyOrder(cause, events).view.effects.map((effect) => [effect.operation, effect.effective_at]);

  it('is that of the telling while none tells the time of the object', () => {
    expect(effectsOf(undated())).toEqual([['debit', TOLD_AT]]);
  });

  it('is the first that any telling has', () => {
    expect(effectsOf(undated(), approved(10))).toEqual([['debit', at(10)]]);
    expect(effectsOf(undated(), approved(10), approved(11))).toEqual([['debit', at(10)]]);
    expect(effectsOf(undated(), approved(10), flipped())).toEqual([
      ['debit', at(10)],
      ['credit', at(12)],
    ]);
  });

  it('is that of the telling also when it is its flip that is dated', () => {
    expect(effectsOf(undated(), flipped())).toEqual([
      ['debit', TOLD_AT],
      ['credit', at(12)],
    ]);
  });

  it('of a collection is that of its credit, told the first time or the second', () => {
    const credited = (data: object) =>
      told('collection_intent', 'collection_intent_credited', { id: 'cint_1', state: 'account_credited', ...data });
    const { effects } = foldInAnyOrder(causeFold(collectionIntentFold, collectionCause), [
      credited({}),
      credited({ updated_at: at(10) }),
    ]).view;
    expect(effects).toMatchObject([{ operation: 'credit', effective_at: at(10) }]);
  });
});

const TOLD_AT = '2026-03-02T14:00:00.000000Z';

const at = (hour: number): string => `2026-03-02T${String(hour)}:00:00.000000Z`;

let count = 0;

const told = (kind: EntityKind, type: string, data: Record<string, unknown>): StoredEvent => {
  count += 1;
  const digest = count.toString(16).padStart(64, '0');
  const amount = { amount: 100, currency: 'COP' };
  return {
    ...{ eventId: digest, contentDigest: digest, kind, type, scope: 'mono-colombia', source: 'mono-colombia' },
    ...{ provider: 'mono-colombia', entityId: 'one', occurredAt: TOLD_AT as never, livemode: true },
    data: { amount, ...data },
  };
};
