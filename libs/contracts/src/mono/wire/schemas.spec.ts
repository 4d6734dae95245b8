/**
 * Every example of Mono's events is read by the schema of its kind without losing a field, and what it is read as is
 * committed: a change of a contract is a change of these snapshots. Nothing but the identity is required.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readEnvelope } from '../envelope.js';
import { routeEvent } from '../route.js';
import { wireSchema } from './schemas.js';

const EXAMPLES = join(import.meta.dirname, '../../../../../test/fixtures/mono/examples');

/** What has an entity and a schema, by file name. */
const examples = (provider: 'colombia' | 'nigeria') =>
  readdirSync(join(EXAMPLES, provider))
    .sort()
    .flatMap((file) => {
      const envelope = readEnvelope(`mono-${provider}`, readFileSync(join(EXAMPLES, provider, file)));
      if (!envelope.ok) throw new Error(`${file}: ${envelope.error}`);
      const { type, data } = envelope.value;
      const route = routeEvent(envelope.value, 'acme');
      const kind = route.ok ? route.value.kind : undefined;
      return kind ? [{ file, kind, type, data, schema: wireSchema(kind, type) }] : [];
    });

/** As JSON, keys in order and amounts as digits: the same text on every machine. */
const plain = (value: unknown): unknown => {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, plain(member)]));
};

describe.each(['colombia', 'nigeria'] as const)('the examples of Mono in %s', (provider) => {
  const found = examples(provider);
  const known = found.flatMap(({ schema, ...rest }) => (schema ? [{ schema, ...rest }] : []));

  it('each have a schema', () => {
    expect(found.filter(({ schema }) => !schema)).toEqual([]);
    expect(known.length).toBeGreaterThan(35);
  });

  it.each(known)('$file loses no field', ({ schema, data }) => {
    expect(Object.keys(schema.parse(data) as object)).toEqual(expect.arrayContaining(Object.keys(data)));
  });

  it('are read as was committed', () => {
    const read = known.map(({ file, schema, data }) => [file, plain(schema.parse(data))]);
    expect(Object.fromEntries(read)).toMatchSnapshot(provider);
  });

  it.each(known)('$file asks for nothing but an identity', ({ schema, data }) => {
    const identity = Object.fromEntries(
      Object.entries(data).filter(([name]) => ['id', 'mandate', 'account_id', 'reference'].includes(name)),
    );
    expect(schema.safeParse(identity).error).toBeUndefined();
    // Unknown values, unknown fields and fields of another type stop nothing either.
    const odd = {
      ...identity,
      status: 'never heard of',
      state: 7,
      message: { a: 1 },
      new_field: [1],
      meta: 'x',
      keys: {},
    };
    expect(schema.safeParse(odd).error).toBeUndefined();
    expect(schema.parse(odd)).toMatchObject({ new_field: [1] });
  });
});

it('an attempt is held to the shape that its id names', () => {
  const schema = wireSchema('breb_collection', 'collection.attempt_successful');
  const money = { amount: 0.5, currency: 'COP' };
  expect(schema?.safeParse({ id: 'bbcolat_1', amount: money }).success).toBe(false);
  expect(schema?.safeParse({ id: 'bbcol_1', paid_amount: money }).success).toBe(false);
  expect(schema?.safeParse({ id: 'bbcol_1', attempt: { id: 'bbcolat_1', amount: money } }).success).toBe(false);
});

it('a split settlement keeps its amounts as they came: their unit is not verified', () => {
  const schema = wireSchema('split_settlement', 'direct_debit.split_settlement_successful');
  expect(schema?.parse({ reference: 'po_1', amount_settled: 200.5, split_fee: '10' })).toMatchObject({
    amount_settled: '200.5',
    split_fee: '10',
  });
});
