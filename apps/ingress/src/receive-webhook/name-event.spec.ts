/** Naming never throws and never refuses: what says nothing readable still has a topic, a key and an id. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nameEvent } from './name-event.js';

const named = (value: unknown, provider: 'mono-colombia' | 'mono-nigeria' = 'mono-colombia') =>
  nameEvent(provider, 'a-source', Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));

const approved = { event: { type: 'bank_transfer_approved', data: { id: 'trn_1', state: 'approved' } } };

describe('nameEvent', () => {
  it('routes what the catalogue knows', () => {
    expect(named({ ...approved, timestamp: '2026-03-02T14:03:21.660650Z' })).toMatchObject({
      topic: 'mono.transfers.v1',
      key: 'trn_1',
      entityId: 'trn_1',
      type: 'bank_transfer_approved',
      time: '2026-03-02T14:03:21.660650Z',
      unclassified: null,
      documented: true,
    });
  });

  it('keeps one id over a new envelope time and other spacing', () => {
    const first = named({ ...approved, timestamp: '2026-03-02T14:03:21Z' });
    const again = named(`  ${JSON.stringify({ timestamp: '2026-03-02T15:00:00Z', ...approved }, null, 2)}`);
    expect(again.eventId).toBe(first.eventId);
  });

  it('keys an unknown event by its entity, but makes its id of the content alone', () => {
    const unknown = (state: string) => ({
      event: 'mono.events.never_seen',
      event_id: 'evt_placeholder',
      data: { id: 'thing_1', state },
    });
    const [one, other] = [named(unknown('a'), 'mono-nigeria'), named(unknown('b'), 'mono-nigeria')];
    expect(one).toMatchObject({ topic: 'mono.unclassified.v1', key: 'thing_1', unclassified: 'unknown_event' });
    expect(other.eventId).not.toBe(one.eventId);
  });

  it.each([
    ['an event without an entity', { event: { type: 'bank_transfer_approved', data: {} } }, 'no_entity'],
    ['an id of other characters', { event: { type: 'bank_transfer_approved', data: { id: 'a b' } } }, 'no_entity'],
    ['an id of another type', { event: { type: 'bank_transfer_approved', data: { id: 7 } } }, 'no_entity'],
    ['another shape', { hello: 'world' }, 'no_event'],
    ['a bare value', '17', 'no_event'],
    ['nothing', '', 'not_json'],
    ['half a body', '{"event":{"type":"ba', 'not_json'],
    ['deep nesting', '['.repeat(100_000) + ']'.repeat(100_000), 'too_deep'],
  ])('keeps %s as unclassified under its event id', (_what, body, reason) => {
    const event = named(body);
    expect(event).toMatchObject({ topic: 'mono.unclassified.v1', unclassified: reason, entityId: null });
    expect(event.key).toBe(event.eventId);
    expect(event.eventId).toMatch(/^[0-9a-f]{64}$/);
  });

  it('gives unreadable bytes one id per provider: two providers never share an event', () => {
    expect(named('junk').eventId).toBe(named('junk').eventId);
    expect(named('junk', 'mono-nigeria').eventId).not.toBe(named('junk').eventId);
  });

  it.each([
    ['1e400', '{"event":{"type":"bank_transfer_approved","data":{"id":"trn_1","amount":1e400}}}'],
    ['400 digits', `{"event":{"type":"bank_transfer_approved","data":{"id":"trn_1","amount":${'9'.repeat(400)}}}}`],
  ])('routes a body that holds the number %s', (_what, body) => {
    expect(named(body)).toMatchObject({ topic: 'mono.transfers.v1', key: 'trn_1' });
  });

  it('answers on any bytes and any JSON', () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
    const json = fc.json().map((text) => Buffer.from(text));
    const shaped = fc
      .record({ event: fc.record({ type: fc.string(), data: fc.object() }) })
      .map((value) => Buffer.from(JSON.stringify(value)));
    fc.assert(
      fc.property(fc.oneof(bytes, json, shaped), fc.constantFrom('mono-colombia', 'mono-nigeria'), (body, provider) => {
        const event = nameEvent(provider, 'a-source', body);
        expect(event.key).not.toBe('');
        expect(event.unclassified).not.toBe('unnameable');
      }),
    );
  });
});
