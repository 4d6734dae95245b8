// Proves: the benchmark's webhooks are distinct, of the promised size, in a plausible order, and the same for both sides.
import { describe, expect, it } from '@jest/globals';
import { singleTransfers, transferMix } from './transfers.js';

describe('transferMix', () => {
  const events = transferMix('m1', 5_000);

  it('has as many bodies as asked for, each of 1.2 KB, no two alike', () => {
    expect(events).toHaveLength(5_000);
    expect(new Set(events.map((event) => event.body)).size).toBe(5_000);
    expect(new Set(events.map((event) => Buffer.byteLength(event.body)))).toEqual(new Set([1_200]));
  });

  it('tells a transfer over several webhooks, later ones later', () => {
    const seen = new Map<string, string>();
    let followUps = 0;
    for (const event of events) {
      const before = seen.get(event.transferId);
      if (before !== undefined) {
        followUps += 1;
        expect(event.updatedAt > before).toBe(true);
      }
      seen.set(event.transferId, event.updatedAt);
    }
    expect(followUps).toBeGreaterThan(400);
  });

  it('is the same every time, and shares no transfer with another run', () => {
    expect(transferMix('m1', 100)).toEqual(events.slice(0, 100));
    const ids = new Set(events.map((event) => event.transferId));
    expect(transferMix('m2', 5_000).some((event) => ids.has(event.transferId))).toBe(false);
  });

  it('says in the body what it says beside it', () => {
    for (const event of events.slice(0, 50)) {
      const { data } = (JSON.parse(event.body) as { event: { data: { id: string; updated_at: string } } }).event;
      expect([data.id, data.updated_at]).toEqual([event.transferId, event.updatedAt]);
    }
  });
});

describe('singleTransfers', () => {
  it('has one webhook a transfer, of the same size', () => {
    const events = singleTransfers('s1', 300);
    expect(new Set(events.map((event) => event.transferId)).size).toBe(300);
    expect(new Set(events.map((event) => Buffer.byteLength(event.body)))).toEqual(new Set([1_200]));
  });
});
