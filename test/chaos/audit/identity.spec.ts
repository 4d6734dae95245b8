/** Proves: the audit's own identity of an event sees through dress, and through nothing else. */
import { describe, expect, it } from '@jest/globals';
import { identityOf, identityOfBody } from './identity.js';

const body = (value: object): Buffer => Buffer.from(JSON.stringify(value));

describe('identityOfBody', () => {
  it('is that of provider, type and data, whatever the order of keys and the time on the envelope', () => {
    const one = body({ event: { type: 'paid', data: { id: 'x', list: [1, { b: 2, a: null }] } }, timestamp: 'early' });
    const other = body({ timestamp: 'late', event: { data: { list: [1, { a: null, b: 2 }], id: 'x' }, type: 'paid' } });
    const expected = identityOf('mono-colombia', 'paid', { id: 'x', list: [1, { a: null, b: 2 }] });
    expect(identityOfBody({ provider: 'mono-colombia', body: one })).toBe(expected);
    expect(identityOfBody({ provider: 'mono-colombia', body: other })).toBe(expected);
  });

  it('looks into the second envelope of Mono Nigeria', () => {
    const plain = { event: 'paid', event_id: 'e', data: { id: 'x' } };
    const expected = identityOf('mono-nigeria', 'paid', { id: 'x' });
    expect(identityOfBody({ provider: 'mono-nigeria', body: body(plain) })).toBe(expected);
    expect(identityOfBody({ provider: 'mono-nigeria', body: body({ data: plain }) })).toBe(expected);
  });
});

describe('identityOf', () => {
  it('tells apart provider, type, values, their kinds, and the order of a list', () => {
    const identities = [
      identityOf('a', 'paid', { id: 1 }),
      identityOf('b', 'paid', { id: 1 }),
      identityOf('a', 'sent', { id: 1 }),
      identityOf('a', 'paid', { id: '1' }),
      identityOf('a', 'paid', { id: [1] }),
      identityOf('a', 'paid', { id: 1, more: null }),
      identityOf('a', 'paid', { id: [1, 2] }),
      identityOf('a', 'paid', { id: [2, 1] }),
    ];
    expect(new Set(identities).size).toBe(identities.length);
  });
});
