/** A leak is told from a heap that breathes. */
import { describe, expect, it } from '@jest/globals';
import { COLLECTED, reportOf, residentBytes } from './memory.js';

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

  it('is judged by the floor of a heap that is collected again and again, to a tenth', () => {
    const sawtooth = (growth: number) => (done: number) => (60 + growth * done + ((done * 1_000) % 10) * 10) * MB;
    const judged = [0, 16].map((growth) => {
      const bytesAt = sawtooth(growth);
      const samples = Array.from({ length: 1_001 }, (_, at) => ({ done: at / 1_000, bytes: bytesAt(at / 1_000) }));
      return reportOf(samples, COLLECTED).flat;
    });
    expect(judged).toEqual([true, false]);
  });

  it('is read of a process that runs', async () => {
    expect(await residentBytes(process.pid)).toBeGreaterThan(20 * MB);
  });
});
