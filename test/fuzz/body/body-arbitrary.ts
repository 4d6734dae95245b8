import fc from 'fast-check';
import type { Provider } from '#contracts';
import { EXAMPLES, type Example } from './examples.js';
import { literal, string, write, type Layout, type Tree } from './json-tree.js';
import { mutated, type Mutation } from './mutations.js';

export interface BodyInput {
  readonly provider: Provider;
  readonly body: Buffer;
}

/** Names that are something else in JavaScript, in SQL or in our own code than in JSON. */
const NAMES = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'toJSON', 'then', 'length'],
  ...['', '\0', 'a\0b', '\ud800', '\udfff\ud800', '.', 'id|x', "'; drop table transfers; --", '\u001e', '\u2028'],
] as const;

const FIELDS = [
  ...['id', '_id', 'type', 'event', 'data', 'object', 'state', 'status', 'previous_state', 'timestamp', 'event_id'],
  ...['amount', 'currency', 'fee', 'total_amount', 'reference', 'reference_number', 'entity_id', 'external_id'],
  ...['batch', 'account', 'account_id', 'payee', 'payer', 'routing', 'rail', 'inserted_at', 'updated_at', 'live_mode'],
] as const;

const WORDS = [
  ...['approved', 'declined', 'in_progress', 'created', 'successful', 'failed', 'account_credited', 'turbo', 'ach'],
  ...['COP', 'NGN', 'naira', 'USD', 'bank_transfer_approved', 'bank_transfer_change_final_state', 'owo.payment.failed'],
  ...[
    'direct_debit.payment_successful',
    'events.mandates.debit.successful',
    'batch_',
    'collection.',
    'cpout_x',
    'trn_x',
  ],
  ...['2026-03-02T14:03:21.660650Z', '2026-02-30T00:00:00Z', '2026-03-02 24:00:00+0530', '9999-12-31T23:59:59-23:59'],
  ...['1969-12-31T23:59:59Z', '2026-03-02T14:03:21.1234567890Z', '2026-01-32T00:00:00+05', '2026-06-30T23:59:60Z'],
  ...['1600000', '-1', '9'.repeat(38), '9'.repeat(39), '1.0', '٣', 'x'.repeat(129), 'x'.repeat(3_000)],
] as const;

const NUMBERS = [
  ...['0', '-0', '1', '-1', '1.5', '1e3', '1E+2', '0.1', '1e400', '-1e400', '1e-400', '9007199254740993', '1e21'],
  ...['9223372036854775807', '9223372036854775808', '-9223372036854775809', '12345678901234567890.0', '1e19'],
  ...['1'.repeat(38), '1'.repeat(39), '7'.repeat(400), `0.${'1'.repeat(60)}`],
] as const;

/** What is no JSON, in the place of a value. */
const BROKEN = [
  '01',
  '+1',
  '.5',
  '1.',
  '0x10',
  'NaN',
  'Infinity',
  'undefined',
  "'x'",
  '"\t"',
  '"\\x"',
  '',
  ',',
  '/**/1',
];

const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 2, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  {
    weight: 1,
    arbitrary: fc.string({
      unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
      maxLength: 6,
    }),
  },
);

const leaf: fc.Arbitrary<Tree> = fc.oneof(
  { weight: 4, arbitrary: text.map(string) },
  { weight: 3, arbitrary: fc.constantFrom(...NUMBERS).map(literal) },
  { weight: 1, arbitrary: fc.constantFrom('null', 'true', 'false').map(literal) },
  {
    weight: 1,
    arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => literal(JSON.stringify(value))),
  },
  { weight: 1, arbitrary: fc.bigInt().map((value) => literal(value.toString())) },
);

const key = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...FIELDS) },
  { weight: 2, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 1, arbitrary: text },
);

const { tree: anyTree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 4, arbitrary: leaf },
    {
      weight: 1,
      arbitrary: fc.array(tie('tree'), { maxLength: 3 }).map((items): Tree => ({ kind: 'array', items })),
    },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.tuple(key, tie('tree')), { maxLength: 4 })
        .map((members): Tree => ({ kind: 'object', members })),
    },
  ),
}));

/** Changes that leave JSON JSON. */
const mutationFrom = (nodeMin: number): fc.Arbitrary<Mutation> =>
  fc.record({
    act: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'rename', 'add', 'add', 'repeat', 'nest', 'empty'),
    at: fc.integer({ min: nodeMin, max: 60 }),
    key,
    value: anyTree,
  });

export const mutation = mutationFrom(0);

/** Within the fields: the envelope stays one, mostly. Its own nodes are the first three or four. */
export const innerMutation = mutationFrom(4);

export const layout: fc.Arbitrary<Layout> = fc.record({
  space: fc.constantFrom('', '', ' ', '\n\t', ' \r\n '),
  order: fc.nat({ max: 5 }),
  escaped: fc.boolean(),
});

export const example = (wanted: (one: Example) => boolean = () => true): fc.Arbitrary<Example> =>
  fc.constantFrom(...EXAMPLES.filter(wanted));

export interface MutatedExample {
  readonly provider: Provider;
  readonly tree: Tree;
}

export const mutatedExample: fc.Arbitrary<MutatedExample> = fc
  .tuple(example(), fc.array(mutation, { maxLength: 4 }))
  .map(([{ provider, tree }, mutations]) => ({ provider, tree: mutated(tree, mutations) }));

/** Damage to the bytes: cut in the middle of a character or a token, a byte changed, a byte that is no UTF-8. */
interface Damage {
  readonly act: 'none' | 'cut' | 'byte' | 'insert' | 'bom' | 'trailing';
  readonly at: number;
  readonly byte: number;
}

const damage: fc.Arbitrary<Damage> = fc.record({
  act: fc.constantFrom('none', 'none', 'none', 'cut', 'byte', 'insert', 'bom', 'trailing'),
  at: fc.nat({ max: 2_000 }),
  byte: fc.oneof(fc.constantFrom(0, 0x22, 0x5c, 0x7b, 0x7d, 0x80, 0xc0, 0xed, 0xff), fc.nat({ max: 255 })),
});

const damaged = (body: Buffer, { act, at: wanted, byte }: Damage): Buffer => {
  const at = body.length === 0 ? 0 : wanted % body.length;
  switch (act) {
    case 'none':
      return body;
    case 'cut':
      return body.subarray(0, at);
    case 'byte':
      return Buffer.concat([body.subarray(0, at), Buffer.of(byte), body.subarray(at + 1)]);
    case 'insert':
      return Buffer.concat([body.subarray(0, at), Buffer.of(byte), body.subarray(at)]);
    case 'bom':
      return Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), body]);
    case 'trailing':
      return Buffer.concat([body, Buffer.of(byte)]);
  }
};

const provider = fc.constantFrom<Provider>('mono-colombia', 'mono-nigeria');

const mutatedBody: fc.Arbitrary<BodyInput> = fc
  .tuple(mutatedExample, layout, damage)
  .map(([one, how, harm]) => ({ provider: one.provider, body: damaged(Buffer.from(write(one.tree, how)), harm) }));

const brokenBody: fc.Arbitrary<BodyInput> = fc
  .tuple(example(), fc.nat({ max: 60 }), fc.constantFrom(...BROKEN))
  .map(([one, at, broken]) => ({
    provider: one.provider,
    body: Buffer.from(write(mutated(one.tree, [{ act: 'replace', at, key: '', value: literal(broken) }]))),
  }));

/** Deep beyond every stack, closed again or not; wide; one long number; one long string. */
const HUGE = [
  ...[['[', ']'] as const, ['[', ''] as const, ['{"data":', '}'] as const, ['{"event":', ''] as const],
  ...[['[[],', ''] as const, ['1', ''] as const, ['"\\u0000', ''] as const, ['\\', ''] as const],
] as const;

const hugeBody: fc.Arbitrary<BodyInput> = fc
  .tuple(provider, fc.constantFrom(...HUGE), fc.integer({ min: 60, max: 30_000 }))
  .map(([from, [open, close], times]) => ({
    provider: from,
    body: Buffer.from(`${open.repeat(times)}1${close.repeat(times)}`),
  }));

const rawBody: fc.Arbitrary<BodyInput> = fc
  .tuple(
    provider,
    fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.string({ unit: 'binary' }).map((plain) => Buffer.from(plain)),
      anyTree.map((tree) => Buffer.from(write(tree))),
    ),
  )
  .map(([from, body]) => ({ provider: from, body }));

/** Bodies of every kind: most are nearly what Mono sends, for what is far from it ends at the first check. */
export const bodyInputs: fc.Arbitrary<BodyInput> = fc.oneof(
  { weight: 12, arbitrary: mutatedBody },
  { weight: 2, arbitrary: brokenBody },
  { weight: 3, arbitrary: rawBody },
  { weight: 1, arbitrary: hugeBody },
);
