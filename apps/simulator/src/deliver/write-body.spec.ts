import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Notice } from '../bank/bank.js';
import type { JsonObject } from '../bank/json.js';
import { PLAIN, writeBody } from './write-body.js';
import { writeJson } from './write-json.js';

/** Proved: bodies look as Mono's do on the wire, and no dress changes what they say. */
const EXAMPLES = join(import.meta.dirname, '../../../../test/fixtures/mono/examples');
const example = (file: string): string => readFileSync(join(EXAMPLES, file), 'utf8');

const notice = (partial: Partial<Notice>): Notice => ({
  number: 1,
  provider: 'mono-colombia',
  type: 'account_credited',
  entityId: 'x',
  data: { zebra: 1n, id: 'x', café: 'ñ' },
  eventId: null,
  sentUs: 1_772_460_202_660_650,
  ...partial,
});

describe('a body', () => {
  it('of Mono Colombia is compact, sorted, not escaped, with microseconds', () => {
    expect(writeBody(notice({}), PLAIN, 1_772_460_202_660_650).toString()).toBe(
      '{"event":{"data":{"café":"ñ","id":"x","zebra":1},"type":"account_credited"},"timestamp":"2026-03-02T14:03:22.660650Z"}',
    );
  });

  it('equals the example on the wire, byte for byte', () => {
    const text = example('colombia/bank_transfer_approved.json');
    const { event } = JSON.parse(text) as { event: { data: JsonObject; type: string } };
    const written = writeBody(notice({ data: event.data, type: event.type }), PLAIN, 1_772_460_202_660_650);
    expect(written.toString()).toBe(text);
  });

  it('of Mono Nigeria keeps its order; wrapped twice it has no event on top', () => {
    const text = example('nigeria/events.mandates.debit.successful.json');
    const { data, ...envelope } = JSON.parse(text) as { data: JsonObject; event: string; event_id: string };
    const told = notice({ provider: 'mono-nigeria', type: envelope.event, eventId: envelope.event_id, data });
    const at = Date.parse('2026-03-05T10:02:01.000Z') * 1_000;
    expect(writeBody(told, PLAIN, at).toString()).toBe(text);
    expect(writeBody(told, { ...PLAIN, doubleWrap: true }, at).toString()).toBe(`{"data":${text}}`);
  });

  it('says the same in every dress', () => {
    const plain = writeBody(notice({}), PLAIN, 0).toString();
    const dressed = writeBody(notice({}), { doubleWrap: false, prettyPrint: true, keyOrder: '4' }, 0).toString();
    expect(dressed).not.toBe(plain);
    expect(JSON.parse(dressed)).toEqual(JSON.parse(plain));
  });
});

describe('writing JSON', () => {
  it('keeps integers that a double cannot hold', () => {
    expect(writeJson({ amount: 9_223_372_036_854_775_807n, list: [9_007_199_254_740_993n, null, true, 'a"b'] })).toBe(
      '{"amount":9223372036854775807,"list":[9007199254740993,null,true,"a\\"b"]}',
    );
  });

  it('indents as JSON.stringify does', () => {
    const value = { a: [1, { b: [] }], c: {} };
    expect(writeJson(value, { indent: 2 })).toBe(JSON.stringify(value, null, 2));
  });
});
