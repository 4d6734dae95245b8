import { describe, expect, it } from '@jest/globals';
import { recordDigest, Topics } from '#contracts';
import { admitBatch, askedOffset } from './admit-batch.js';
import type { Assigned } from './partition-positions.js';
import type { ReceivedRecord } from './ports.js';

/** A log proves that it is the one that was read before anything of it is applied. */
describe('a batch is admitted', () => {
  const record = (offset: bigint, text = `record ${offset.toString()}`): ReceivedRecord => ({
    offset,
    key: 'k',
    value: Buffer.from(text),
    headers: {},
  });
  const records = (from: bigint, count = 3): ReceivedRecord[] =>
    Array.from({ length: count }, (_, at) => record(from + BigInt(at)));
  const position = (next: bigint, standsOn?: Buffer): Assigned => ({
    topic: Topics.transfers.name,
    partition: 0,
    clusterId: 'cluster',
    booked: undefined,
    next,
    standsOn,
    halted: undefined,
    sought: true,
    log: { low: 0n, high: 100n },
    batch: undefined,
  });

  it('when it goes on where the books say', () => {
    expect(admitBatch(position(5n), {}, records(5n))).toBe('goes_on');
  });

  it.each([6n, 4n, 0n])('not when it begins at %s where 5 was asked for', (first) => {
    expect(admitBatch(position(5n), {}, records(first))).toBe('elsewhere');
  });

  it('also below the position, when it is the same batch once more', () => {
    const [at, batch] = [position(5n), {}];
    admitBatch(at, batch, records(5n));
    at.next = 7n;
    expect(admitBatch(at, batch, records(5n))).toBe('goes_on');
    expect(admitBatch(at, {}, records(5n))).toBe('elsewhere');
  });

  describe('while the record below has to prove the log', () => {
    it('asks for that record first, and goes on once it was seen', () => {
      const at = position(5n, recordDigest(record(4n)));
      expect(askedOffset(at)).toBe(4n);
      expect(admitBatch(at, {}, records(4n))).toBe('goes_on');
      expect([at.standsOn, askedOffset(at)]).toEqual([undefined, 5n]);
    });

    it('knows another log by another record', () => {
      const at = position(5n, recordDigest(record(4n, 'what was applied')));
      expect(admitBatch(at, {}, records(4n))).toBe('another_log');
    });

    it('takes nothing that begins above it, though it begins at the position', () => {
      const at = position(5n, recordDigest(record(4n)));
      expect(admitBatch(at, {}, records(5n))).toBe('elsewhere');
      expect(at.standsOn).toBeDefined();
    });
  });
});
