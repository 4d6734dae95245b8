import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { headersFor, HONEST, signatureOf } from './sign.js';

/**
 * Proved: what the simulator signs is what Mono signs, against vectors made elsewhere. The receiver's check is other
 * code (it must be: a check that shares our signing would accept our mistakes).
 */
const vectors = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../test/fixtures/mono/signature-vectors.json'), 'utf8'),
) as { secret: string; accept: { name: string; t: number; header: string; body: string }[] };

describe('signing as Mono Colombia', () => {
  it.each(vectors.accept)('reproduces vector $name', ({ t, header, body }) => {
    const signature = signatureOf(vectors.secret, t, Buffer.from(body, 'utf8'));
    const versions = header.split(',').map((part) => part.trim());
    expect(versions).toContain(`v1=${signature}`);
  });

  it.each(vectors.accept.slice(0, 3))('writes the whole header of vector $name', ({ t, header, body }) => {
    const headers = headersFor('mono-signature', vectors.secret, Buffer.from(body, 'utf8'), t * 1_000 + 999);
    expect(headers['mono-signature']).toBe(header);
  });

  it('is spoilt by a wrong secret, and only by that: an old time and a second version stay authentic', () => {
    const body = Buffer.from('{}');
    const honest = signatureOf('whsec_a', 1_700_000_000, body);
    const at = (quirks: Partial<typeof HONEST>): string =>
      headersFor('mono-signature', 'whsec_a', body, 1_700_000_000_000, { ...HONEST, ...quirks })['mono-signature'] ??
      '';
    expect(at({ wrongSecret: true })).not.toContain(honest);
    expect(at({ staleByS: 900 })).toBe(`t=1699999100,v1=${signatureOf('whsec_a', 1_699_999_100, body)}`);
    expect(at({ twoVersions: true, spaces: true })).toMatch(
      new RegExp(`^t=1700000000, v1=[0-9a-f]{64}, v1=${honest}$`),
    );
  });
});

describe('authenticating as Mono Nigeria', () => {
  it('sends the plain secret', () => {
    expect(headersFor('mono-webhook-secret', 'sesame', Buffer.from('{}'), 0)).toMatchObject({
      'mono-webhook-secret': 'sesame',
    });
  });
});
