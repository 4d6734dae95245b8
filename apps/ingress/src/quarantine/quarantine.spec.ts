/** What failed verification is kept best effort: bounded in size, number and rate, and never in anybody's way. */
import { describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import type { Source } from '#access';
import type { OutgoingRecord } from '#messaging';
import { Quarantine } from './quarantine.js';
import { quarantineRecord, type Refused } from './quarantine-record.js';

const KEY = Buffer.alloc(32, 7);

const refused = (
  body: Buffer,
  headers: Record<string, string>,
  scheme: Source['scheme'] = 'mono-signature',
): Refused => ({
  reason: 'mismatch',
  delivery: {
    id: 'delivery-1',
    source: {
      slug: 'a-source',
      provider: scheme === 'mono-signature' ? 'mono-colombia' : 'mono-nigeria',
      scheme,
      livemode: true,
      paused: false,
      toleranceS: null,
      secrets: [],
    },
    headers,
    body,
    receivedAtMs: 0,
  },
});

describe('quarantineRecord', () => {
  it('keeps the bytes, the reason and the presented signature', () => {
    const body = Buffer.from('{"forged":true}');
    expect(quarantineRecord(refused(body, { 'mono-signature': 't=1,v1=00' }), KEY)).toMatchObject({
      topic: 'caudal.quarantine.v1',
      key: 'delivery-1',
      value: body,
      headers: { ce_refusal: 'mismatch', ce_signature: 't=1,v1=00', ce_type: 'caudal.webhook.refused' },
    });
  });

  it('never keeps a presented secret, which may be another source’s: only its attestation', () => {
    const record = quarantineRecord(
      refused(Buffer.of(1), { 'mono-webhook-secret': 'guess' }, 'mono-webhook-secret'),
      KEY,
    );
    expect(record.headers.ce_signature).toBe(createHmac('sha256', KEY).update('guess').digest('hex'));
    expect(JSON.stringify(record.headers)).not.toContain('guess');
  });

  it('keeps no more than 16 KiB of a body and 1 KiB of a signature, and says what is missing', () => {
    const record = quarantineRecord(refused(Buffer.alloc(100_000, 'a'), { 'mono-signature': 'x'.repeat(9_000) }), KEY);
    expect(record.value).toHaveLength(16_384);
    expect(record.headers).toMatchObject({ ce_truncatedfrom: '100000', ce_signature: 'x'.repeat(1_024) });
  });
});

describe('Quarantine', () => {
  const quarantine = (publish: (records: readonly OutgoingRecord[]) => Promise<void>, now = () => 0) => {
    const counts = { kept: 0, dropped: 0 };
    const instance = new Quarantine({
      publisher: { publish },
      attestationKey: KEY,
      clock: { now },
      count: (outcome, count = 1) => {
        counts[outcome] += count;
      },
    });
    return { instance, counts };
  };
  const one = refused(Buffer.from('{}'), {});

  it('publishes what came together together, and beyond the rate drops and counts', async () => {
    const batches: number[] = [];
    const { instance, counts } = quarantine((records) => {
      batches.push(records.length);
      return Promise.resolve();
    });
    for (let times = 0; times < 150; times += 1) instance.put(one);
    await instance.close();
    expect(batches).toEqual([100]);
    expect(counts).toEqual({ kept: 100, dropped: 50 });
  });

  it('holds a bounded number while the broker is slow, however much time passes', async () => {
    let release = (): void => undefined;
    let nowMs = 0;
    const { instance, counts } = quarantine(
      () => new Promise((resolve) => (release = resolve)),
      () => nowMs,
    );
    instance.put(one);
    await new Promise((resolve) => setTimeout(resolve, 20));
    for (let times = 0; times < 500; times += 1) {
      nowMs += 1_000;
      instance.put(one);
    }
    expect(counts.dropped).toBe(400);
    release();
    await new Promise((resolve) => setTimeout(resolve, 20));
    release();
    await instance.close();
    expect(counts.kept).toBe(101);
  });

  it('counts what the broker does not take as dropped, and goes on', async () => {
    let away = true;
    const { instance, counts } = quarantine(() => (away ? Promise.reject(new Error('away')) : Promise.resolve()));
    instance.put(one);
    await instance.close();
    away = false;
    instance.put(one);
    await instance.close();
    expect(counts).toEqual({ kept: 1, dropped: 1 });
  });
});
