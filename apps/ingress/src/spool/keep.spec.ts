/** A record is called kept when the broker or the spool has it, and within a bounded time; never otherwise. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Topics } from '#contracts';
import { BatchingProducer, type OutgoingRecord } from '#messaging';
import { MemoryLog } from '#testing';
import { Circuit } from './circuit.js';
import { keeper, type Keeping } from './keep.js';

// Long beside a stall of a busy machine, short beside the patience of who runs this.
const DEADLINE_MS = 400;
const PROBE_EVERY_MS = 500;
const away = new Error('away');

describe('keeping a record', () => {
  let log: MemoryLog;
  let spool: { depth: number; put: Keeping['spool']['put'] };
  let spooled: OutgoingRecord[];
  let allowedMs: number[];
  let spoolFailure: Error | undefined;
  let producer: BatchingProducer;
  let circuit: Circuit;
  let circuitClockMs: number;
  let keeping: Keeping['producer'];

  beforeEach(() => {
    log = new MemoryLog([Topics.transfers.name]);
    spooled = [];
    allowedMs = [];
    spoolFailure = undefined;
    producer = new BatchingProducer(log, { windowMs: 1, queueMax: 5, deadlineMs: DEADLINE_MS });
    circuitClockMs = 0;
    circuit = new Circuit({ probeEveryMs: PROBE_EVERY_MS, now: () => circuitClockMs, onTurn: () => undefined });
    spool = {
      depth: 0,
      async put(record: OutgoingRecord, withinMs: number) {
        allowedMs.push(withinMs);
        await sleep(1);
        if (spoolFailure) throw spoolFailure;
        spooled.push(record);
      },
    };
    keeping = keeper({ producer, spool, circuit, limits: { afterBrokerMs: 70, straightMs: 170 } });
  });
  afterEach(() => producer.close());

  const record = (n: number): OutgoingRecord => ({
    topic: Topics.transfers.name,
    key: 'k',
    value: Buffer.from(String(n)),
    headers: { ce_origin: 'webhook', ce_id: String(n) },
  });
  const tookMs = async (work: Promise<unknown>): Promise<number> => {
    const begun = performance.now();
    await work;
    return performance.now() - begun;
  };
  const open = async (): Promise<void> => {
    log.failure = away;
    await keeping.send(record(0));
    expect(circuit.openTopics).toHaveLength(1);
  };

  it('goes to the broker alone while that keeps its deadline', async () => {
    await keeping.send(record(1));
    expect([log.kept, spooled]).toEqual([[record(1)], []]);
  });

  it('goes to the spool after a missed deadline, and says so; the next ones wait for nothing', async () => {
    log.failure = away;
    expect(await tookMs(keeping.send(record(1)))).toBeGreaterThanOrEqual(DEADLINE_MS - 1);
    expect(spooled).toEqual([{ ...record(1), headers: { ce_origin: 'spool', ce_id: '1' } }]);
    const requests = log.requests.length;
    expect(await tookMs(keeping.send(record(2)))).toBeLessThan(DEADLINE_MS);
    expect(spooled).toHaveLength(2);
    // Who waited for the broker has the rest of the time, who did not has all of it.
    expect(allowedMs).toEqual([70, 170]);
    expect(log.requests).toHaveLength(requests);
  });

  it('tries the broker with a record that is in the spool as well: nobody waits for the try', async () => {
    await open();
    circuitClockMs += PROBE_EVERY_MS;
    const requests = log.requests.length;
    expect(await tookMs(keeping.send(record(1)))).toBeLessThan(DEADLINE_MS);
    expect(spooled.map(({ value }) => value.toString())).toEqual(['0', '1']);
    await producer.close();
    expect(log.requests.length).toBeGreaterThan(requests);
    expect(circuit.openTopics).toHaveLength(1);
    // That try failed; another follows.
    log.failure = undefined;
    circuitClockMs += PROBE_EVERY_MS;
    await keeping.send(record(2));
    await producer.close();
    expect(circuit.openTopics).toEqual([]);
  });

  it('is back at the broker as soon as a try is acknowledged', async () => {
    await open();
    log.failure = undefined;
    circuitClockMs += PROBE_EVERY_MS;
    await keeping.send(record(1));
    await producer.close();
    expect(circuit.openTopics).toEqual([]);
    await keeping.send(record(2));
    expect(spooled.map(({ value }) => value.toString())).toEqual(['0', '1']);
    expect(log.kept.map(({ value }) => value.toString())).toEqual(['1', '2']);
  });

  it('is kept by the try when the spool is away and the broker is back', async () => {
    await open();
    log.failure = undefined;
    spoolFailure = away;
    await expect(keeping.send(record(1))).rejects.toThrow('away');
    circuitClockMs += PROBE_EVERY_MS;
    await keeping.send(record(2));
    expect(log.kept.map(({ value }) => value.toString())).toEqual(['2']);
    await keeping.send(record(3));
  });

  it('is kept by a broker that acknowledges while the spool is waited for', async () => {
    const release = log.hold();
    spool.put = () => sleep(10_000, undefined, { ref: false });
    const kept = keeping.send(record(1));
    await sleep(DEADLINE_MS + 50);
    expect([circuit.openTopics.length, log.kept]).toEqual([1, []]);
    release();
    await kept;
    expect(log.kept).toEqual([record(1)]);
  });

  it('is not kept by a spool that refuses it while the broker is silent', async () => {
    const release = log.hold();
    spoolFailure = away;
    await expect(keeping.send(record(1))).rejects.toThrow('away');
    release();
  });

  it('is not kept when both are away, and the caller knows in time', async () => {
    log.failure = away;
    spoolFailure = away;
    await expect(keeping.send(record(1))).rejects.toThrow('away');
    circuitClockMs += PROBE_EVERY_MS;
    expect(await tookMs(expect(keeping.send(record(2))).rejects.toThrow())).toBeLessThan(4 * DEADLINE_MS);
    expect([log.kept, spooled]).toEqual([[], []]);
  });

  it('goes to the spool when too many wait for the broker, which is no reason to give it up', async () => {
    const release = log.hold();
    const sent = Array.from({ length: 8 }, (_, at) => keeping.send(record(at)));
    await sleep(20);
    expect(spooled).toHaveLength(3);
    expect(circuit.openTopics).toEqual([]);
    release();
    await Promise.all(sent);
    expect(log.kept).toHaveLength(5);
  });
});
