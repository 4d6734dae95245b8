/** A record is the exact bytes, with everything learned about them in headers, and no secret among them. */
import { describe, expect, it } from '@jest/globals';
import { createHash, createHmac } from 'node:crypto';
import type { Source } from '#access';
import { RawHeaders } from '#contracts';
import { nameEvent } from './name-event.js';
import { recordOf } from './record.js';
import { keptProof, verify } from './verify.js';

const SECRET = 'whsec_of_this_test';
const ATTESTATION_KEY = Buffer.alloc(32, 7);
const RECEIVED_AT_MS = Date.UTC(2026, 2, 2, 14, 3, 22, 125);

const source = (changes: Partial<Source> = {}): Source => ({
  slug: 'bogota',
  provider: 'mono-colombia',
  scheme: 'mono-signature',
  livemode: true,
  paused: false,
  toleranceS: null,
  secrets: [{ id: 'sec_1', secret: SECRET, validFromMs: 0, validUntilMs: null }],
  ...changes,
});

const nigeria = source({ slug: 'lagos', provider: 'mono-nigeria', scheme: 'mono-webhook-secret', livemode: false });

const recordFrom = (from: Source, text: string, headers: Record<string, string>) => {
  const body = Buffer.from(text);
  const delivery = {
    id: '01a1fc29-e896-7063-8e60-9d68df6d0257',
    source: from,
    headers,
    body,
    receivedAtMs: RECEIVED_AT_MS,
  };
  const judgement = verify(delivery);
  if (judgement.verdict !== 'authentic') throw new Error(`The delivery is ${judgement.verdict}`);
  const event = nameEvent(from.provider, from.slug, body);
  return recordOf(delivery, judgement, event, keptProof(delivery, ATTESTATION_KEY));
};

const signature = (body: string, time: number): string =>
  `t=${time},v1=${createHmac('sha256', SECRET).update(`${time}.${body}`).digest('hex')}`;

const APPROVED =
  '{"event":{"data":{"id":"trn_1"},"type":"bank_transfer_approved"},"timestamp":"2026-03-02T14:03:21.660650Z"}';
const SIGNED_AT = Math.floor(RECEIVED_AT_MS / 1_000) - 1;

describe('recordOf', () => {
  it('tells a delivery of Mono Colombia', () => {
    const header = signature(APPROVED, SIGNED_AT);
    const { headers, ...record } = recordFrom(source(), APPROVED, { 'mono-signature': header });
    expect(record).toEqual({ topic: 'mono.transfers.v1', key: 'trn_1', value: Buffer.from(APPROVED) });
    expect(headers).toEqual({
      ce_specversion: '1.0',
      'content-type': 'application/json',
      ce_id: expect.stringMatching(/^[0-9a-f]{64}$/),
      ce_source: '/sources/bogota',
      ce_type: 'la.mono.bank_transfer_approved',
      ce_subject: 'trn_1',
      ce_time: '2026-03-02T14:03:21.660650Z',
      ce_deliveryid: '01a1fc29-e896-7063-8e60-9d68df6d0257',
      ce_receivedtime: '2026-03-02T14:03:22.125000Z',
      ce_signaturetime: '2026-03-02T14:03:21.000000Z',
      ce_late: 'false',
      ce_secretid: 'sec_1',
      ce_bodydigest: createHash('sha256').update(APPROVED).digest('hex'),
      ce_signature: header,
      ce_livemode: 'true',
      ce_origin: 'webhook',
      traceparent: '00-01a1fc29e89670638e609d68df6d0257-8e609d68df6d0257-01',
    });
    expect(RawHeaders.parse(headers)).toEqual(headers);
  });

  it('flags a delivery that was signed long before', () => {
    const header = signature(APPROVED, SIGNED_AT - 3_600);
    expect(recordFrom(source(), APPROVED, { 'mono-signature': header }).headers.ce_late).toBe('true');
  });

  it('attests the secret of Mono Nigeria and writes it nowhere', () => {
    const text = '{"event":"events.mandates.ready","data":{"id":"mmc_1"}}';
    const record = recordFrom(nigeria, text, { 'mono-webhook-secret': SECRET });
    const attested = createHmac('sha256', ATTESTATION_KEY).update(SECRET).digest('hex');
    expect(record.headers).toMatchObject({
      ce_signature: attested,
      ce_late: 'false',
      ce_type: 'co.mono.events.mandates.ready',
    });
    expect(record.headers).not.toHaveProperty('ce_signaturetime');
    expect(record.headers).not.toHaveProperty('ce_time');
    expect(JSON.stringify(record.headers)).not.toContain(SECRET);
  });

  it.each([
    ['the source, where the body says nothing', {}, 'false'],
    ['the body: live', { live_mode: true }, 'true'],
    ['the body: test', { live_mode: false }, 'false'],
  ])('takes the mode from %s', (_where, data, livemode) => {
    const text = JSON.stringify({ event: 'events.mandates.ready', data: { id: 'mmc_1', ...data } });
    expect(recordFrom(nigeria, text, { 'mono-webhook-secret': SECRET }).headers.ce_livemode).toBe(livemode);
  });

  it('goes on with a trace of the sender', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const headers = { 'mono-signature': signature(APPROVED, SIGNED_AT), traceparent };
    expect(recordFrom(source(), APPROVED, headers).headers.traceparent).toBe(traceparent);
  });

  it('says why something is unclassified', () => {
    const header = signature('no json', SIGNED_AT);
    const { topic, key, headers } = recordFrom(source(), 'no json', { 'mono-signature': header });
    expect(topic).toBe('mono.unclassified.v1');
    expect(headers).toMatchObject({
      ce_unclassified: 'not_json',
      ce_id: key,
      ce_type: 'la.mono.unreadable',
      'content-type': 'application/octet-stream',
    });
    expect(headers).not.toHaveProperty('ce_subject');
  });
});
