import { describe, expect, it } from '@jest/globals';
import type { Provider } from '../views/common.js';
import { readEnvelope, type MonoEnvelope } from './envelope.js';

/** What a body of either provider says, without how it was sent: one meaning for every form that Mono is known to use. */
const read = (provider: Provider, body: unknown) =>
  readEnvelope(provider, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));

const said = (provider: Provider, body: unknown): MonoEnvelope => {
  const envelope = read(provider, body);
  if (!envelope.ok) throw new Error(envelope.error);
  return envelope.value;
};

describe('an envelope of Mono Colombia', () => {
  const event = { type: 'bank_transfer_approved', data: { id: 'trn_1', state: 'approved' } };

  it('is type, data and the time', () => {
    expect(said('mono-colombia', { event, timestamp: '2026-03-02T14:03:21.660650Z' })).toEqual({
      provider: 'mono-colombia',
      type: 'bank_transfer_approved',
      data: { id: 'trn_1', state: 'approved' },
      providerEventId: null,
      time: '2026-03-02T14:03:21.660650Z',
      livemode: null,
    });
  });

  it.each([undefined, null, 'soon', 5])('does without a readable time (%p)', (timestamp) => {
    expect(said('mono-colombia', { event, timestamp }).time).toBeNull();
  });

  it('takes a previous state beside the data as one inside, and the one inside first', () => {
    const beside = { ...event, previous_state: 'declined' };
    const both = { ...beside, data: { ...event.data, previous_state: 'in_progress' } };
    expect(said('mono-colombia', { event: beside }).data).toEqual({ ...event.data, previous_state: 'declined' });
    expect(said('mono-colombia', { event: both }).data).toHaveProperty('previous_state', 'in_progress');
  });

  it('keeps every digit and every field it does not know', () => {
    const body = '{"event":{"type":"t","data":{"id":"x","amount":9223372036854775807,"new":{"a":[null]}}}}';
    expect(said('mono-colombia', body).data).toEqual({ id: 'x', amount: 9223372036854775807n, new: { a: [null] } });
  });
});

describe('an envelope of Mono Nigeria', () => {
  const data = { reference_number: 'debit-1', status: 'successful', live_mode: false };
  const body = {
    event: 'events.mandates.debit.successful',
    event_id: 'evt1',
    timestamp: '2026-03-05T10:02:01.000Z',
    data,
  };
  const meaning: MonoEnvelope = {
    provider: 'mono-nigeria',
    type: 'events.mandates.debit.successful',
    data,
    providerEventId: 'evt1',
    time: '2026-03-05T10:02:01.000000Z' as NonNullable<MonoEnvelope['time']>,
    livemode: false,
  };
  const { event_id, timestamp, ...bare } = body;

  it.each([
    ['plain', body],
    ['wrapped twice', { data: body }],
    ['wrapped twice beside an event that is null', { event: null, data: body }],
    ['wrapped twice, its id and time outside', { event_id, timestamp, data: bare }],
    ['wrapped twice, other ones outside', { event_id: 'other', timestamp: '2020-01-01T00:00:00Z', data: body }],
  ])('means the same %s', (_how, wire) => {
    expect(said('mono-nigeria', wire)).toEqual(meaning);
  });

  it('is unwrapped once and not more, and never when it has an event of its own', () => {
    expect(read('mono-nigeria', { data: { data: body } })).toEqual({ ok: false, error: 'no_event' });
    expect(said('mono-nigeria', { event: 'outer', data: body })).toMatchObject({ type: 'outer', data: body });
  });

  it.each([
    ['none', undefined, null],
    ['empty', '', null],
    ['a number', 7, null],
    ['256 characters', 'x'.repeat(256), 'x'.repeat(256)],
    ['257 characters', 'x'.repeat(257), null],
  ])("has the provider's event id, or null where it is none: %s", (_what, id, expected) => {
    expect(said('mono-nigeria', { ...body, event_id: id }).providerEventId).toBe(expected);
  });

  it.each([
    ['nothing', {}, null],
    ['live_mode', { live_mode: true }, true],
    ['liveMode of the payment', { object: { liveMode: false } }, false],
    ['live of Issuing', { live: true }, true],
    ['liveMode of the account', { account: { liveMode: true } }, true],
    ['the outermost of two', { live_mode: false, object: { liveMode: true } }, false],
    ['a word for it, which is not believed', { live_mode: 'true' }, null],
  ])('reads live or test from %s', (_what, more, livemode) => {
    expect(said('mono-nigeria', { event: 'e', data: more }).livemode).toBe(livemode);
  });
});

describe('a body that says no event', () => {
  it.each<[string, Provider, unknown]>([
    ['null', 'mono-colombia', null],
    ['a list', 'mono-colombia', [{ event: { type: 't', data: {} } }]],
    ['text', 'mono-nigeria', '"event"'],
    ["the other provider's form", 'mono-colombia', { event: 'bank_transfer_approved', data: {} }],
    ["the other provider's form", 'mono-nigeria', { event: { type: 't', data: {} } }],
    ['no type', 'mono-colombia', { event: { data: { id: 'trn_1' } } }],
    ['an empty type', 'mono-colombia', { event: { type: '', data: {} } }],
    ['a type of 129 characters', 'mono-colombia', { event: { type: 't'.repeat(129), data: {} } }],
    ['data that is a list', 'mono-colombia', { event: { type: 't', data: [] } }],
    ['data that is null', 'mono-nigeria', { event: 'e', data: null }],
    ['the answer of a REST call', 'mono-nigeria', { status: 'successful', message: 'ok', data: { id: 'x' } }],
  ])('%s (%s)', (_what, provider, body) => {
    expect(read(provider, body)).toEqual({ ok: false, error: 'no_event' });
  });

  it('keeps the reason why it cannot be read at all', () => {
    expect(read('mono-nigeria', '{')).toEqual({ ok: false, error: 'not_json' });
    expect(readEnvelope('mono-nigeria', Uint8Array.of(0xff))).toEqual({ ok: false, error: 'not_utf8' });
    expect(read('mono-colombia', '['.repeat(100))).toEqual({ ok: false, error: 'too_deep' });
  });
});
