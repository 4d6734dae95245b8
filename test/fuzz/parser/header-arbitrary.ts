import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import type { SignatureInput } from './oracle.js';

// One of every kind of character that a secret may hold, an empty one that must never count, and a very long one.
const SECRETS = ['whsec_example_0123456789abcdef_not_real', 's', 'clave-ñandú-ключ-🔑', '', 'k'.repeat(300)] as const;

const BODIES = ['{"event":{"data":{"id":"x"},"type":"account_credited"}}', '', '{}', '\0', 'Niño – café'].map((text) =>
  Buffer.from(text),
);

const NOW_S = 1_767_225_600;

const secrets = fc
  .array(fc.constantFrom(...SECRETS), { maxLength: 3 })
  .map((chosen) => chosen.map((secret, at) => ({ id: `secret-${String(at)}`, secret })));

const body = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...BODIES) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)) },
);

/** Times around now, at the edges of the 300 s and of a tolerance, and numbers beyond every range or no numbers. */
const time = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, -299, -300, -301, 300, 301, -30_390).map((by) => String(NOW_S + by)) },
  { weight: 1, arbitrary: fc.bigInt({ min: -1n, max: 10n ** 30n }).map(String) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...['', '0', '00000000000', '99999999999', '100000000000', '0x10', '1e9', '1.5', '+1', '-1', ' 1', '1 '],
      ...['NaN', 'Infinity', '٣', '１', '1767225600\0', '1_000', String(Number.MAX_SAFE_INTEGER), '9'.repeat(400)],
    ),
  },
);

const HEXADECIMAL = Array.from('0123456789abcdef');

/** Characters that mean something in a header, or nearly. */
const TELLING = [',', '=', ' ', '\t', 't', 'v', '1', '\0', '٣', '\u00a0'] as const;

/** A part of a header; a signature is made when the header is put together, of the time that stands in it. */
type Part = string | { readonly signWith: number; readonly as: 'v1' | 'upper' | 'other_time' | 'cut' | 'v2' };

const space = fc.constantFrom('', '', '', ' ', '\t', '  ', '\u00a0', '\v', '\r\n', '\ufeff');

const part: fc.Arbitrary<Part> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(space, time, space).map(([before, value, after]) => `${before}t=${value}${after}`) },
  {
    weight: 5,
    arbitrary: fc.record({
      signWith: fc.nat({ max: SECRETS.length - 1 }),
      as: fc.constantFrom('v1', 'v1', 'v1', 'v1', 'upper', 'other_time', 'cut', 'v2'),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom('t', 't=', 'v1', 'v1=', '=', '==', '', 'T=1', 'V1=', '__proto__=1', 't==1') },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(...HEXADECIMAL), minLength: 60, maxLength: 68 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
);

type Signer = (key: number, signedTime: string) => string;

const signerOf = (signed: Uint8Array): Signer => {
  return (key, signedTime) =>
    createHmac('sha256', SECRETS[key] ?? '')
      .update(`${signedTime}.`)
      .update(signed)
      .digest('hex');
};

const written = (one: Part, signedTime: string, sign: Signer): string => {
  if (typeof one === 'string') return one;
  const signature = sign(one.signWith, one.as === 'other_time' ? `${signedTime}0` : signedTime);
  if (one.as === 'upper') return `v1=${signature.toUpperCase()}`;
  if (one.as === 'cut') return `v1=${signature.slice(1)}`;
  return one.as === 'v2' ? `v2=${signature}` : `v1=${signature}`;
};

const joinedHeader = (parts: readonly Part[], glue: string, sign: Signer): string => {
  const first = parts.find((one): one is string => typeof one === 'string' && one.trimStart().startsWith('t='));
  const signedTime = first?.trim().slice(2) ?? '0';
  return parts.map((one) => written(one, signedTime, sign)).join(glue);
};

interface Edit {
  readonly act: 'insert' | 'remove' | 'replace' | 'repeat' | 'flip_case' | 'cut';
  readonly at: number;
  readonly character: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  act: fc.constantFrom('insert', 'remove', 'replace', 'repeat', 'flip_case', 'cut'),
  at: fc.nat({ max: 120 }),
  character: fc.oneof(fc.constantFrom(...TELLING), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
});

const edited = (header: string, { act, at: wanted, character }: Edit): string => {
  const at = header.length === 0 ? 0 : wanted % header.length;
  const [before, here, after] = [header.slice(0, at), header.slice(at, at + 1), header.slice(at + 1)];
  switch (act) {
    case 'insert':
      return before + character + here + after;
    case 'remove':
      return before + after;
    case 'replace':
      return before + character + after;
    case 'repeat':
      return `${header},${header.slice(at)}`;
    case 'flip_case':
      return before + (here === here.toLowerCase() ? here.toUpperCase() : here.toLowerCase()) + after;
    case 'cut':
      return before;
  }
};

type Shape = (sign: Signer) => string;

const grammar: fc.Arbitrary<Shape> = fc
  .tuple(fc.array(part, { maxLength: 6 }), fc.constantFrom(',', ',', ',', ', ', ',,', ';', ' '))
  .map(
    ([parts, glue]) =>
      (sign) =>
        joinedHeader(parts, glue, sign),
  );

const mutated: fc.Arbitrary<Shape> = fc.tuple(time, fc.nat({ max: 2 }), fc.array(edit, { maxLength: 3 })).map(
  ([signedTime, key, edits]) =>
    (sign) =>
      edits.reduce(edited, `t=${signedTime},v1=${sign(key, signedTime)}`),
);

/** At and beyond the limits: 4,096 characters, sixteen signatures. */
const huge: fc.Arbitrary<Shape> = fc
  .record({
    times: fc.integer({ min: 14, max: 1_200 }),
    filler: fc.constantFrom(',v1=', ',v0=1', ' ', ',t', '='),
    good: fc.boolean(),
  })
  .map(({ times, filler, good }) => (sign) => {
    const header = `t=${String(NOW_S)},v1=${sign(0, String(NOW_S))}`;
    return good ? header + filler.repeat(times) : filler.repeat(times) + header;
  });

const raw: fc.Arbitrary<Shape> = fc
  .oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary-ascii' }))
  .map((text) => () => text);

const header = fc.oneof(
  { weight: 5, arbitrary: grammar },
  { weight: 5, arbitrary: mutated },
  { weight: 1, arbitrary: huge },
  { weight: 2, arbitrary: raw },
);

/** A delivery under the signature scheme, its header of every shape that a sender can write and some that none can. */
export const signatureInputs: fc.Arbitrary<SignatureInput> = fc
  .tuple(header, body, secrets, fc.constantFrom(undefined, undefined, 0, 300, 30_390))
  .map(([shape, signed, valid, toleranceSeconds]) => ({
    header: shape(signerOf(signed)),
    body: signed,
    secrets: valid,
    nowMs: NOW_S * 1_000,
    ...(toleranceSeconds === undefined ? {} : { toleranceSeconds }),
  }));

export interface BearerInput {
  readonly header: string | undefined;
  readonly secrets: SignatureInput['secrets'];
}

/** A presented secret: the right one as Node would hand it over, one that is nearly right, or anything. */
export const bearerInputs: fc.Arbitrary<BearerInput> = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(...SECRETS).map((secret) => Buffer.from(secret).toString('latin1')),
      fc
        .tuple(fc.constantFrom(...SECRETS), fc.array(edit, { maxLength: 2 }))
        .map(([secret, edits]) => edits.reduce(edited, secret)),
      fc.string({ unit: 'binary' }),
      fc.integer({ min: 4_000, max: 4_200 }).map((length) => 'k'.repeat(length)),
    ),
    secrets,
  )
  .map(([presented, valid]) => ({ header: presented, secrets: valid }));
