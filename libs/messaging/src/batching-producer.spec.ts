import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Topics } from '#contracts';
import { MemoryLog } from '#testing';
import { BatchingProducer, type BatchingOptions } from './batching-producer.js';
import { PublishDeadlineError, QueueFullError } from './errors.js';
import type { OutgoingRecord } from './ports.js';

/** What the micro-batch promises to those who wait for it: order, bounds, a deadline, and no acknowledgement for free. */
describe('the batching producer', () => {
  const OPTIONS: BatchingOptions = { windowMs: 4, queueMax: 10_000, deadlineMs: 1_000 };
  let log: MemoryLog;
  let producer: BatchingProducer;

  beforeEach(() => {
    log = new MemoryLog([Topics.transfers.name]);
    producer = new BatchingProducer(log, OPTIONS);
  });

  afterEach(async () => {
    log.failure = undefined;
    await producer.close();
  });

  const record = (n: number, overrides: Partial<OutgoingRecord> = {}): OutgoingRecord => ({
    topic: Topics.transfers.name,
    key: 'k',
    value: Buffer.from(String(n)),
    headers: {},
    ...overrides,
  });
  const numbers = (records: readonly OutgoingRecord[]): number[] => records.map(({ value }) => Number(value));
  const upTo = (n: number): number[] => Array.from({ length: n }, (_, at) => at);

  it('sends what comes within the window in one request', async () => {
    await Promise.all(upTo(100).map((n) => producer.send(record(n))));
    expect(log.requests.map(({ length }) => length)).toEqual([100]);
    expect(numbers(log.kept)).toEqual(upTo(100));
  });

  it('waits for a window, no longer: the first record starts it', async () => {
    const slow = new BatchingProducer(log, { ...OPTIONS, windowMs: 60 });
    const first = slow.send(record(0));
    await sleep(30);
    expect(log.requests).toHaveLength(0);
    const second = slow.send(record(1));
    await sleep(45);
    expect(log.requests).toHaveLength(1);
    await Promise.all([first, second]);
  });

  it('has one request under way; what comes meanwhile is the next one, in order', async () => {
    const release = log.hold();
    const sent = upTo(10).map((n) => producer.send(record(n)));
    await sleep(20);
    sent.push(...upTo(10).map((n) => producer.send(record(10 + n))));
    await sleep(20);
    expect(log.requests.map(numbers)).toEqual([upTo(10)]);
    release();
    await Promise.all(sent);
    expect(log.requests).toHaveLength(2);
    expect(log.underWay.most).toBe(1);
    expect(numbers(log.kept)).toEqual(upTo(20));
  });

  it('keeps the order of a key through failures: what failed comes before what waited behind it', async () => {
    const release = log.hold();
    const sent = upTo(5).map((n) => producer.send(record(n)));
    await sleep(20);
    sent.push(...upTo(5).map((n) => producer.send(record(5 + n))));
    log.failure = new Error('the broker is away');
    release();
    await sleep(120);
    expect(log.requests.length).toBeGreaterThan(1);
    log.failure = undefined;
    await Promise.all(sent);
    expect(numbers(log.kept)).toEqual(upTo(10));
  });

  it('refuses what is not acknowledged by its deadline, while its request goes on', async () => {
    const strict = new BatchingProducer(log, { ...OPTIONS, deadlineMs: 100 });
    const release = log.hold();
    const begun = performance.now();
    const refused = await strict.send(record(0)).catch((error: unknown) => error);
    const tookMs = performance.now() - begun;
    expect(refused).toBeInstanceOf(PublishDeadlineError);
    expect(tookMs).toBeGreaterThanOrEqual(99);
    expect(tookMs).toBeLessThan(400);
    expect(log.underWay.now).toBe(1);
    expect(strict.depth).toBe(1);
    release();
    await strict.close();
    // At least once: whoever was refused must be able to send it again elsewhere, and it counts once.
    expect(numbers(log.kept)).toEqual([0]);
    expect(strict.depth).toBe(0);
  });

  it('tells who was refused when the broker acknowledges after all', async () => {
    const strict = new BatchingProducer(log, { ...OPTIONS, deadlineMs: 100 });
    const release = log.hold();
    const refused = await strict.send(record(0)).catch((error: unknown) => error);
    if (!(refused instanceof PublishDeadlineError)) throw new Error('it was not refused');
    const heard = refused.acknowledgedLate.then(() => numbers(log.kept));
    expect(await Promise.race([heard, sleep(50, 'not yet')])).toBe('not yet');
    release();
    expect(await heard).toEqual([0]);
    await strict.close();
  });

  it('refuses what waits behind a request that hangs, and never sends it', async () => {
    const strict = new BatchingProducer(log, { ...OPTIONS, deadlineMs: 100 });
    const release = log.hold();
    const first = strict.send(record(0)).catch((error: unknown) => error);
    await sleep(20);
    const second = await strict.send(record(1)).catch((error: unknown) => error);
    expect([await first, second]).toEqual([expect.any(PublishDeadlineError), expect.any(PublishDeadlineError)]);
    release();
    await strict.close();
    expect(numbers(log.kept)).toEqual([0]);
  });

  it('acknowledges nothing that was not published', async () => {
    const strict = new BatchingProducer(log, { ...OPTIONS, deadlineMs: 150 });
    log.failure = new Error('the broker is away');
    const outcomes = await Promise.allSettled(upTo(20).map((n) => strict.send(record(n))));
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(log.kept).toEqual([]);
  });

  it('goes on by itself when the publisher does', async () => {
    const strict = new BatchingProducer(log, { ...OPTIONS, deadlineMs: 100 });
    log.failure = new Error('the broker is away');
    await expect(strict.send(record(0))).rejects.toThrow(PublishDeadlineError);
    log.failure = undefined;
    await strict.send(record(1));
    expect(numbers(log.kept)).toEqual([1]);
  });

  it('refuses at once what its queue cannot hold; those under way count', async () => {
    const small = new BatchingProducer(log, { ...OPTIONS, queueMax: 3 });
    const release = log.hold();
    const accepted = upTo(2).map((n) => small.send(record(n)));
    await sleep(20);
    accepted.push(small.send(record(2)));
    expect(small.depth).toBe(3);
    await expect(small.send(record(3))).rejects.toThrow(QueueFullError);
    release();
    await Promise.all(accepted);
    await small.send(record(4));
    expect(numbers(log.kept)).toEqual([0, 1, 2, 4]);
  });

  it.each([
    ['large bodies', { value: Buffer.alloc(256 * 1_024) }],
    ['headers in a script of three bytes a letter', { headers: { ce_type: 'ヰ'.repeat(100_000) } }],
  ])('never puts more into a request than a broker takes: %s', async (_, large) => {
    await Promise.all(upTo(12).map((n) => producer.send(record(n, large))));
    // The log refuses more than 1 MiB, as Kafka does; a record that was refused would have missed its deadline.
    expect(log.kept).toHaveLength(12);
    expect(log.requests.length).toBeLessThan(12);
    expect(log.requests.flat()).toHaveLength(12);
  });

  it('closes when everything that waited is published', async () => {
    const release = log.hold();
    const sent = upTo(3).map((n) => producer.send(record(n)));
    await sleep(20);
    sent.push(producer.send(record(3)));
    const closed = producer.close();
    release();
    await closed;
    expect(producer.depth).toBe(0);
    await Promise.all(sent);
    expect(numbers(log.kept)).toEqual(upTo(4));
  });

  it('closes within the deadline when the broker is away, and tells those who wait', async () => {
    const strict = new BatchingProducer(log, { ...OPTIONS, deadlineMs: 150 });
    log.failure = new Error('the broker is away');
    const refused = expect(strict.send(record(0))).rejects.toThrow(PublishDeadlineError);
    await strict.close();
    await refused;
  });
});
