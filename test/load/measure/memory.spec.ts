/** A leak is told from a heap that breathes. */
import { describe, expect, it } from '@jest/globals';
import { floor, reportOf, residentBytes } from './memory.js';

const MB = 1024 * 1024;

const run = (bytesAt: (done: number) => number) =>
  reportOf(Array.from({ length: 101 }, (_, at) => ({ done: at / 100, bytes: bytesAt(at / 100) })));

describe('the memory of a run', () => {
  it('is flat when it breathes, whatever it did while it warmed up', () => {
    const report = run((done) => (Math.min(done * 4, 1) * 90 + 60 + Math.sin(done * 70) * 10) * MB);
    expect(report).toMatchObject({ flat: true });
    expect(report.most).toBeGreaterThan(report.before);
  });

  it('is not when it grows by 300 bytes a request for 200,000 requests', () => {
    expect(run((done) => 150 * MB + done * 200_000 * 300)).toMatchObject({ flat: false });
  });

  it('is flat by its floor when a heap is collected ever more seldom', () => {
    const sawtooth = (done: number): number => (60 + ((done * 100) % 10) * (1 + done) * 10) * MB;
    const samples = Array.from({ length: 1_001 }, (_, at) => ({ done: at / 1_000, bytes: sawtooth(at / 1_000) }));
    expect([reportOf(samples).flat, reportOf(samples, floor).flat]).toEqual([false, true]);
  });

  it('is read of a process that runs', async () => {
    expect(await residentBytes(process.pid)).toBeGreaterThan(20 * MB);
  });
});
