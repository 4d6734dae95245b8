/** Mono Colombia's signatures: what Mono signs is accepted, whatever else is refused, and nothing makes it throw. */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { verifyMonoSignature, type SignedDelivery } from './verify-signature.js';

interface Vector {
  readonly name: string;
  readonly header: string | null;
  readonly body: string;
  readonly t?: number;
}

const vectors = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/mono/signature-vectors.json', import.meta.url), 'utf8'),
) as { secret: string; accept: Vector[]; reject: Vector[] };

const SECRET = 'whsec_for_this_specification';
const BODY = Buffer.from('{"event":{"data":{"id":"x"},"type":"account_credited"}}');
const T = 1_767_225_600;

const signature = (body: Uint8Array, t: number | string = T, secret = SECRET): string =>
  createHmac('sha256', secret)
    .update(`${String(t)}.`)
    .update(body)
    .digest('hex');

const headerOf = (t: number | string = T, body: Uint8Array = BODY): string => `t=${String(t)},v1=${signature(body, t)}`;

const verify = (over: Partial<SignedDelivery>) =>
  verifyMonoSignature({
    header: headerOf(),
    body: BODY,
    secrets: [{ id: 'sec_1', secret: SECRET }],
    nowMs: T * 1_000,
    ...over,
  });

describe('verifyMonoSignature on the vectors', () => {
  const verifyVector = ({ header, body }: Vector, nowMs: number) =>
    verifyMonoSignature({
      header: header ?? undefined,
      body: Buffer.from(body),
      secrets: [{ id: 'sec_vector', secret: vectors.secret }],
      nowMs,
    });

  it.each(vectors.accept)('accepts: $name', (vector) => {
    const t = vector.t ?? Number.NaN;
    expect(verifyVector(vector, t * 1_000)).toEqual({
      ok: true,
      secretId: 'sec_vector',
      signatureTime: t,
      late: false,
    });
  });

  it.each(vectors.reject)('refuses: $name', (vector) => {
    expect(verifyVector(vector, T * 1_000)).toMatchObject({ ok: false });
  });
});

describe('verifyMonoSignature and its header', () => {
  it.each([
    ['a space after the comma', `t=${String(T)}, v1=${signature(BODY)}`],
    ['a tab after the comma', `t=${String(T)},\tv1=${signature(BODY)}`],
    ['spaces around the whole', ` t=${String(T)},v1=${signature(BODY)} `],
    ['the signature first', `v1=${signature(BODY)},t=${String(T)}`],
    ['an unknown version beside it', `t=${String(T)},v2=abc,v1=${signature(BODY)},v0=`],
    ['a misshapen v1 beside it', `t=${String(T)},v1=xyz,v1=${signature(BODY)}`],
    ['a part without a value', `t=${String(T)},v1=${signature(BODY)},`],
    ['another v1 after the right one', `${headerOf()},v1=${'0'.repeat(64)}`],
    ['64 parts', `${headerOf()}${',x'.repeat(62)}`],
    ['sixteen v1, the last one right', `t=${String(T)}${`,v1=${'0'.repeat(64)}`.repeat(15)},v1=${signature(BODY)}`],
  ])('accepts %s', (_name, header) => {
    expect(verify({ header })).toMatchObject({ ok: true, secretId: 'sec_1' });
  });

  it.each([
    ['missing_header', undefined],
    ['missing_header', ''],
    ['header_too_large', `${headerOf()},x=${'y'.repeat(4_096)}`],
    ['malformed_header', 'hello'],
    ['malformed_header', `v1=${signature(BODY)}`],
    ['malformed_header', `t=${String(T)},v1=${signature(BODY).toUpperCase()}`],
    ['malformed_header', `${headerOf()}, ${headerOf()}`],
    ['malformed_header', `t=${String(T)}${`,v1=${'0'.repeat(64)}`.repeat(16)},v1=${signature(BODY)}`],
    ['malformed_header', `${headerOf()}${',x'.repeat(63)}`],
    ['malformed_header', headerOf(`${String(T)}000`)],
    ['malformed_header', headerOf(`-${String(T)}`)],
    ['malformed_header', headerOf(`${String(T)}.5`)],
    ['malformed_header', headerOf('')],
    // White space elsewhere, none in HTTP: a header may not change by a byte and still pass.
    ['malformed_header', `t=${String(T)}\u00a0,v1=${signature(BODY)}`],
    ['malformed_header', `\ufefft=${String(T)},v1=${signature(BODY)}`],
    ['malformed_header', `t=${String(T)},v1=${signature(BODY)}\v`],
    ['mismatch', `t=${String(T + 1)},v1=${signature(BODY)}`],
    ['mismatch', `t=0${String(T)},v1=${signature(BODY)}`],
  ])('refuses with %s: %.40s', (reason, header) => {
    expect(verify({ header })).toEqual({ ok: false, reason });
  });
});

describe('verifyMonoSignature and the secrets', () => {
  const wrong = { id: 'sec_0', secret: 'whsec_something_else' };
  const right = { id: 'sec_1', secret: SECRET };

  it.each([
    ['first', [right, wrong]],
    ['last', [wrong, wrong, right]],
  ])('finds the one that signed when it stands %s', (_place, secrets) => {
    expect(verify({ secrets })).toMatchObject({ ok: true, secretId: 'sec_1' });
  });

  it('refuses when none of them signed', () => {
    expect(verify({ secrets: [wrong, wrong] })).toEqual({ ok: false, reason: 'mismatch' });
  });

  it('takes the whole secret as the key, prefix included', () => {
    const header = `t=${String(T)},v1=${signature(BODY, T, SECRET.replace('whsec_', ''))}`;
    expect(verify({ header })).toEqual({ ok: false, reason: 'mismatch' });
  });

  it('never counts an empty secret, though its signature is right', () => {
    const header = `t=${String(T)},v1=${signature(BODY, T, '')}`;
    expect(verify({ header, secrets: [] })).toEqual({ ok: false, reason: 'no_secret' });
    expect(verify({ header, secrets: [{ id: 'sec_2', secret: '' }] })).toEqual({ ok: false, reason: 'no_secret' });
    expect(verify({ header, secrets: [{ id: 'sec_2', secret: '' }, right] })).toEqual({
      ok: false,
      reason: 'mismatch',
    });
  });
});

describe('verifyMonoSignature and time', () => {
  const seconds = (delta: number) => (T + delta) * 1_000;

  it.each([
    [0, false],
    [300, false],
    [301, true],
    [30_390, true], // the tenth attempt, 8.4 h after the first
    [-300, false],
    [-301, true],
  ])('keeps a delivery %d s after its signature, late: %s', (delta, late) => {
    expect(verify({ nowMs: seconds(delta) })).toEqual({ ok: true, secretId: 'sec_1', signatureTime: T, late });
  });

  it.each([
    [600, 600, true],
    [601, 600, false],
    [-600, 600, true],
    [-601, 600, false],
    [1, 0, false],
  ])('%d s after its signature, with a tolerance of %d s, is kept: %s', (delta, toleranceSeconds, kept) => {
    const verdict = verify({ nowMs: seconds(delta), toleranceSeconds });
    expect(verdict.ok).toBe(kept);
    if (!verdict.ok) expect(verdict.reason).toBe('outside_tolerance');
  });

  it('measures the tolerance in milliseconds', () => {
    expect(verify({ nowMs: seconds(600) + 1, toleranceSeconds: 600 }).ok).toBe(false);
  });

  it('says mismatch, not outside_tolerance, of what is not authentic', () => {
    const header = `t=${String(T)},v1=${'0'.repeat(64)}`;
    expect(verify({ header, nowMs: seconds(9_999), toleranceSeconds: 1 })).toEqual({ ok: false, reason: 'mismatch' });
  });
});

describe('verifyMonoSignature, properties', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
  const changeAt = (place: fc.Arbitrary<number>) => fc.tuple(place, fc.integer({ min: 1, max: 255 }));

  it('accepts any body and time that was signed', () => {
    fc.assert(
      fc.property(bytes, fc.integer({ min: 0, max: 99_999_999_999 }), (body, t) => {
        expect(verify({ body, header: headerOf(t, body) })).toMatchObject({ ok: true, signatureTime: t });
      }),
    );
  });

  it('refuses when any single byte of the body was changed', () => {
    fc.assert(
      fc.property(bytes, changeAt(fc.nat()), (body, [place, mask]) => {
        const changed = Uint8Array.from(body);
        const index = place % body.length;
        changed[index] = (changed[index] ?? 0) ^ mask;
        expect(verify({ body: changed, header: headerOf(T, body) })).toEqual({ ok: false, reason: 'mismatch' });
      }),
    );
  });

  it('refuses when any single byte of the header was changed', () => {
    const header = headerOf();
    fc.assert(
      fc.property(changeAt(fc.nat({ max: header.length - 1 })), ([place, mask]) => {
        const changed = Buffer.from(header, 'latin1');
        changed[place] = (changed[place] ?? 0) ^ mask;
        expect(verify({ header: changed.toString('latin1') }).ok).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses a body that is cut or lengthened', () => {
    fc.assert(
      fc.property(bytes, bytes, (body, more) => {
        const header = headerOf(T, body);
        expect(verify({ header, body: body.subarray(1) }).ok).toBe(false);
        expect(verify({ header, body: Buffer.concat([body, more]) }).ok).toBe(false);
      }),
    );
  });

  it('answers, and never throws, on any header', () => {
    const piece = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('t=', 'v1=', ',', ' ', String(T), '=', 't'));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        expect(verify({ header: pieces.join('') })).toMatchObject({ ok: false });
      }),
      { numRuns: 2_000 },
    );
  });
});
