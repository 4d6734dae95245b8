import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { recordDigest, type RecordIdentity } from './record-digest.js';

/** Two records have one digest when they are the same record, and only then. */
describe('the digest of a record', () => {
  const record: RecordIdentity = {
    key: 'trn_1',
    value: Buffer.from('{"a":1}'),
    headers: { ce_id: 'one', ce_deliveryid: 'first' },
  };

  it('is 32 bytes, the same whatever the order of the headers', () => {
    const turned = { ...record, headers: { ce_deliveryid: 'first', ce_id: 'one' } };
    expect(recordDigest(record)).toHaveLength(32);
    expect(recordDigest(turned)).toEqual(recordDigest(record));
  });

  it.each<[string, Partial<RecordIdentity>]>([
    ['key', { key: 'trn_2' }],
    ['value', { value: Buffer.from('{"a":2}') }],
    ['delivery', { headers: { ...record.headers, ce_deliveryid: 'second' } }],
    ['number of headers', { headers: { ce_id: 'one' } }],
  ])('is another one for another %s', (_, other) => {
    expect(recordDigest({ ...record, ...other })).not.toEqual(recordDigest(record));
  });

  it('is not fooled by bytes that move from one part to the next', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 2 }), fc.nat(), (text, at) => {
        const cut = 1 + (at % (text.length - 1));
        const moved = { key: text.slice(0, cut), value: Buffer.from(text.slice(cut)), headers: {} };
        const whole = { key: text, value: Buffer.alloc(0), headers: {} };
        expect(recordDigest(moved)).not.toEqual(recordDigest(whole));
      }),
    );
  });
});
