import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readEnvelope, routeEvent, type MonoEnvelope, type Provider } from '#contracts';
import { bodyDigest, contentDigest, eventIdOf, rawEventId } from './event-id.js';

/**
 * "This message": one id however often and in whatever form it is sent, another for every other content. Ids stand on
 * a log for ever, so that some of them are written out here.
 */
const EXAMPLES = join(import.meta.dirname, '../../../test/fixtures/mono/examples');

const read = (provider: Provider, body: string | Buffer): MonoEnvelope => {
  const envelope = readEnvelope(provider, Buffer.from(body));
  if (!envelope.ok) throw new Error(envelope.error);
  return envelope.value;
};

/** The id that ingress gives a body. */
const idOf = (provider: Provider, body: string | Buffer): string => {
  const envelope = read(provider, body);
  const route = routeEvent(envelope, 'acme');
  return eventIdOf(envelope, route.ok ? route.value.entityId : null);
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const transfer = (amount: string, time = '2026-03-02T14:03:21.660650Z'): string =>
  `{"event":{"data":{"amount":{"amount":${amount},"currency":"COP"},"id":"trn_1","state":"approved"},` +
  `"type":"bank_transfer_approved"},"timestamp":"${time}"}`;

describe('an event id of content', () => {
  it('is the SHA-256 of the canonical form of provider, type and data', () => {
    const canonical =
      '{"data":{"amount":{"amount":1600000,"currency":"COP"},"id":"trn_1","state":"approved"},' +
      '"provider":"mono-colombia","type":"bank_transfer_approved"}';
    expect(idOf('mono-colombia', transfer('1600000'))).toBe(sha256(canonical));
    expect(idOf('mono-colombia', transfer('1600000'))).toBe(
      '3a1ca4930810a137a8d5693f9ce03505d85ebf515cfc32511634bbeaa5684720',
    );
  });

  it.each([
    ['a new envelope time', transfer('1600000', '2026-03-02T14:09:00Z')],
    ['no envelope time', transfer('1600000').replace(/,"timestamp".*/, '}')],
    [
      'another order of keys',
      '{"timestamp":"2026-03-02T14:03:21.660650Z","event":{"type":"bank_transfer_approved","data":' +
        '{"state":"approved","id":"trn_1","amount":{"currency":"COP","amount":1600000}}}}',
    ],
    ['other spacing', JSON.stringify(JSON.parse(transfer('1600000')), null, 2)],
    ['other escapes', transfer('1600000').replace('approved"', String.raw`\u0061pproved"`)],
    ['a number in another notation', transfer('16.0e5')],
    ['a byte order mark', `\ufeff${transfer('1600000')}`],
  ])('is the same with %s', (_what, body) => {
    expect(idOf('mono-colombia', body)).toBe(idOf('mono-colombia', transfer('1600000')));
  });

  it.each([
    ['2^53 and its neighbour', '9007199254740992', '9007199254740993'],
    ['the largest int64 and its neighbour', '9223372036854775807', '9223372036854775806'],
    ['400 digits and their neighbour', `${'7'.repeat(399)}1`, `${'7'.repeat(399)}2`],
    ['a number and its digits as text', '1600000', '"1600000"'],
    ['null and a number beyond every double', 'null', '1e400'],
  ])('differs for %s', (_what, one, other) => {
    expect(idOf('mono-colombia', transfer(one))).not.toBe(idOf('mono-colombia', transfer(other)));
  });

  it('differs between types and between providers', () => {
    const envelope = read('mono-colombia', transfer('1600000'));
    expect(eventIdOf({ ...envelope, type: 'bank_transfer_rejected' }, 'trn_1')).not.toBe(eventIdOf(envelope, 'trn_1'));
    expect(eventIdOf({ ...envelope, provider: 'mono-nigeria' }, 'trn_1')).not.toBe(eventIdOf(envelope, 'trn_1'));
  });

  it('needs no entity: an event that names none has the id of its content', () => {
    const unknown = read('mono-colombia', '{"event":{"type":"new_thing","data":{"message":"x"}}}');
    expect(eventIdOf(unknown, null)).toBe(contentDigest(unknown));
    const placeholder = { ...unknown, providerEventId: 'evt1' };
    expect(eventIdOf(placeholder, null)).toBe(contentDigest(unknown));
  });
});

describe("an event id of the provider's event_id", () => {
  const debit = (amount: number, eventId = 'evt1', reference = 'debit-1'): string =>
    JSON.stringify({
      event: 'events.mandates.debit.successful',
      event_id: eventId,
      timestamp: '2026-03-05T10:02:01.000Z',
      data: { reference_number: reference, status: 'successful', amount },
    });

  it('is the SHA-256 of the canonical form of provider, type, entity id and event_id', () => {
    const canonical =
      '{"entity_id":"debit-1","event_id":"evt1","provider":"mono-nigeria","type":"events.mandates.debit.successful"}';
    expect(idOf('mono-nigeria', debit(5500))).toBe(sha256(canonical));
    expect(idOf('mono-nigeria', debit(5500))).toBe('629fa06224cc319c12d69783b2289af127664186f2590fe0d668ca50640f793e');
  });

  it('is the same when it is used again with other content, and the content digest tells them apart', () => {
    expect(idOf('mono-nigeria', debit(5600))).toBe(idOf('mono-nigeria', debit(5500)));
    expect(contentDigest(read('mono-nigeria', debit(5600)))).not.toBe(contentDigest(read('mono-nigeria', debit(5500))));
  });

  it('differs for another event_id and for another entity', () => {
    expect(idOf('mono-nigeria', debit(5500, 'evt2'))).not.toBe(idOf('mono-nigeria', debit(5500)));
    expect(idOf('mono-nigeria', debit(5500, 'evt1', 'debit-2'))).not.toBe(idOf('mono-nigeria', debit(5500)));
  });

  it('is the same wrapped twice, also where only the outer level has the event_id', () => {
    const { event_id, timestamp, ...inner } = JSON.parse(debit(5500)) as Record<string, unknown>;
    expect(idOf('mono-nigeria', `{"data":${debit(5500)}}`)).toBe(idOf('mono-nigeria', debit(5500)));
    expect(idOf('mono-nigeria', JSON.stringify({ data: inner, event_id, timestamp }))).toBe(
      idOf('mono-nigeria', debit(5500)),
    );
  });

  it('is that of the content where the event_id is none', () => {
    expect(idOf('mono-nigeria', debit(5500, ''))).toBe(contentDigest(read('mono-nigeria', debit(5500))));
  });
});

describe('the example bodies', () => {
  const files = (['colombia', 'nigeria'] as const).flatMap((country) =>
    readdirSync(join(EXAMPLES, country)).map((file) => [`mono-${country}` as const, `${country}/${file}`] as const),
  );
  const bodyOf = (file: string) => readFileSync(join(EXAMPLES, file));

  it('of one payment, plain and wrapped twice, have one id', () => {
    const name = 'nigeria/direct_debit.payment_successful';
    expect(idOf('mono-nigeria', bodyOf(`${name}.double_wrapped.json`))).toBe(
      idOf('mono-nigeria', bodyOf(`${name}.json`)),
    );
  });

  it('have one id for one content, and no id for two', () => {
    const contents = new Map<string, Set<string>>();
    for (const [provider, file] of files) {
      const id = idOf(provider, bodyOf(file));
      contents.set(id, (contents.get(id) ?? new Set()).add(contentDigest(read(provider, bodyOf(file)))));
    }
    expect([...contents.values()].filter((digests) => digests.size > 1)).toEqual([]);
    // One event is told in two ways: the payment above.
    expect(files.length - contents.size).toBe(1);
  });
});

describe('an id of bytes', () => {
  it('of an unreadable body is of the provider and its exact bytes', () => {
    expect(rawEventId('mono-colombia', Buffer.from('{'))).toBe(sha256('mono-colombia\n{'));
    expect(rawEventId('mono-colombia', Buffer.from('{'))).not.toBe(rawEventId('mono-nigeria', Buffer.from('{')));
    expect(rawEventId('mono-colombia', Buffer.from('{'))).not.toBe(rawEventId('mono-colombia', Buffer.from('{ ')));
    expect(rawEventId('mono-colombia', Uint8Array.of(0xff))).not.toBe(rawEventId('mono-colombia', Uint8Array.of(0xfe)));
  });

  it('of a body is the SHA-256 of its bytes', () => {
    expect(bodyDigest(Buffer.from('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
