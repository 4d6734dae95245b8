/** Proves: the audit finds an event that is missing, one that stands twice, one that nobody sent, and one elsewhere. */
import { describe, expect, it } from '@jest/globals';
import { compareEvents } from './events.js';
import { identityOfBody } from './identity.js';

const delivery = (id: string, type = 'paid', notice = id.charCodeAt(0)) => ({
  notice,
  provider: 'mono-colombia' as const,
  type,
  entityId: id,
  body: Buffer.from(JSON.stringify({ event: { type, data: { id } } })),
});
const [a, b, c] = [delivery('a'), delivery('b'), delivery('c')];
const card = delivery('d', 'card_created');
const identities = (deliveries: (typeof a)[]): string[] => deliveries.map(identityOfBody);
const rows = (...deliveries: (typeof a)[]) => new Map([['transfers', identities(deliveries)]]);

describe('compareEvents', () => {
  it('is content when every acknowledged event has one row, however often it was acknowledged', () => {
    expect(compareEvents([a, b, a], [a, b, a], rows(a, b))).toEqual({
      acknowledged: 2,
      lost: 0,
      doubled: 0,
      strange: 0,
      examples: [],
    });
  });

  it('takes no offence at an event whose answer was lost on its way', () => {
    expect(compareEvents([a, b], [a], rows(a, b))).toMatchObject({ acknowledged: 1, lost: 0, doubled: 0, strange: 0 });
  });

  it('finds what is missing, what is twice, and what nobody sent', () => {
    expect(compareEvents([a, b], [a, b], rows(b, b, c))).toEqual({
      acknowledged: 2,
      lost: 1,
      doubled: 1,
      strange: 1,
      examples: ['lost: paid of a', '2 times in transfers: paid of b', expect.stringMatching(/^never sent: /)],
    });
  });

  it('asks for as many rows as there are events that say the same', () => {
    const again = delivery('a', 'paid', 999);
    expect(compareEvents([a, again], [a, again], rows(a, a))).toMatchObject({ acknowledged: 2, lost: 0, doubled: 0 });
    expect(compareEvents([a, again], [a, again], rows(a))).toMatchObject({ acknowledged: 2, lost: 1, doubled: 0 });
    expect(compareEvents([a, again], [a], rows(a, a))).toMatchObject({ acknowledged: 1, lost: 0, doubled: 0 });
    expect(compareEvents([a, again], [a, again], rows(a, a, a))).toMatchObject({ lost: 0, doubled: 1 });
  });

  it('asks for each in the log of its own context, and for none elsewhere', () => {
    const logs = (transfers: (typeof a)[], cards: (typeof a)[], ledger: (typeof a)[]) =>
      new Map([
        ['transfers', identities(transfers)],
        ['cards', identities(cards)],
        ['ledger', identities(ledger)],
      ]);
    const compare = (stored: ReturnType<typeof logs>) => compareEvents([a, card], [a, card], stored);
    // A transfer stands in the ledger too, because it moves money.
    expect(compare(logs([a], [card], [a]))).toMatchObject({ lost: 0, doubled: 0, strange: 0 });
    expect(compare(logs([a], [card], [a, a]))).toMatchObject({ lost: 0, doubled: 1, strange: 0 });
    expect(compare(logs([a, card], [], []))).toMatchObject({
      lost: 1,
      strange: 1,
      examples: ['lost: card_created of d', 'card_created of d stands in transfers'],
    });
  });
});
