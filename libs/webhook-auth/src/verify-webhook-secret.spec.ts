/** Mono Nigeria's shared secret: equal or not, and what is kept of it gives nothing away. */
import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { attestSecret } from './attest-secret.js';
import { verifyMonoWebhookSecret } from './verify-webhook-secret.js';

const secrets = [
  { id: 'sec_old', secret: 'the-one-before' },
  { id: 'sec_new', secret: 'the-one-now' },
];

describe('verifyMonoWebhookSecret', () => {
  it.each([
    ['the-one-before', 'sec_old'],
    ['the-one-now', 'sec_new'],
  ])('accepts %s as %s, without a signed time and never late', (header, secretId) => {
    expect(verifyMonoWebhookSecret({ header, secrets })).toEqual({ ok: true, secretId, late: false });
  });

  it.each([
    ['missing_header', undefined],
    ['missing_header', ''],
    ['header_too_large', 'x'.repeat(4_097)],
    ['malformed_header', 'ⴰ'],
    ['mismatch', 'the-one-no'],
    ['mismatch', 'the-one-noww'],
    ['mismatch', 'The-one-now'],
    ['mismatch', 'the-one-now, the-one-now'], // the header sent twice, as Node joins it
  ])('refuses with %s: %.20s', (reason, header) => {
    expect(verifyMonoWebhookSecret({ header, secrets })).toEqual({ ok: false, reason });
  });

  it('never counts an empty secret', () => {
    const empty = [{ id: 'sec_empty', secret: '' }];
    expect(verifyMonoWebhookSecret({ header: 'x', secrets: empty })).toEqual({ ok: false, reason: 'no_secret' });
    expect(verifyMonoWebhookSecret({ header: 'x', secrets: [] })).toEqual({ ok: false, reason: 'no_secret' });
  });

  it('compares bytes: a secret beyond ASCII comes as UTF-8 and Node reads it as Latin-1', () => {
    const header = Buffer.from('caña-ⴰ', 'utf8').toString('latin1');
    const verdict = verifyMonoWebhookSecret({ header, secrets: [{ id: 'sec_utf8', secret: 'caña-ⴰ' }] });
    expect(verdict).toMatchObject({ ok: true, secretId: 'sec_utf8' });
  });

  it('accepts a text exactly when it is the secret', () => {
    const text = fc.string({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(text, text, (header, secret) => {
        const verdict = verifyMonoWebhookSecret({ header, secrets: [{ id: 'sec_1', secret }] });
        expect(verdict.ok).toBe(header === secret);
      }),
    );
  });

  it('answers, and never throws, on any header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (header) => {
        expect(verifyMonoWebhookSecret({ header, secrets })).toMatchObject({ ok: false });
      }),
    );
  });
});

describe('attestSecret', () => {
  const key = Buffer.alloc(32, 7);

  it('is the keyed digest that anyone with the key can make again', () => {
    // HMAC-SHA256 of "the-one-now" under 32 bytes of 0x07, computed apart from this code.
    expect(attestSecret('the-one-now', key)).toBe('cebee0ae75aa8061c4913e31fe08a66d9476706aa732bddfe474df9173471277');
  });

  it('is made of the bytes on the wire, so that it can be made again from the secret as it is stored', () => {
    const stored = createHmac('sha256', key).update('caña', 'utf8').digest('hex');
    expect(attestSecret(Buffer.from('caña', 'utf8').toString('latin1'), key)).toBe(stored);
  });

  it('differs by secret and by key, and does not hold the secret', () => {
    const attested = attestSecret('the-one-now', key);
    expect(attested).toMatch(/^[0-9a-f]{64}$/);
    expect(attestSecret('the-one-before', key)).not.toBe(attested);
    expect(attestSecret('the-one-now', Buffer.alloc(32, 8))).not.toBe(attested);
  });
});
