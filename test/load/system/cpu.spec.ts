// Proves: CPU time is read from the right fields, whatever a process calls itself, and summed over a process's family.
import { describe, expect, it } from '@jest/globals';
import { busySeconds, cpuSeconds, processTimes, treeSeconds } from './cpu.js';

const line = (name: string): string => `4711 (${name}) S 1 4711 4711 0 -1 4194560 9000 0 12 0 250 50 7 8 20 0 11 0 99`;

describe('processTimes', () => {
  it.each(['node', 'a b', ') S 1 2 3', ''])('reads a process named "%s"', (name) => {
    expect(processTimes(line(name))).toEqual({ pid: 4_711, parent: 1, ownS: 3, endedChildrenS: 0.15 });
  });

  it('refuses a line that is not one', () => {
    expect(() => processTimes('nonsense')).toThrow();
  });
});

describe('treeSeconds', () => {
  it('counts a process, its descendants and what they have outlived, and nobody else', () => {
    const times = (pid: number, parent: number, ownS: number, endedChildrenS = 0) => ({
      pid,
      parent,
      ownS,
      endedChildrenS,
    });
    expect(treeSeconds([times(1, 0, 100), times(2, 1, 1, 4), times(3, 2, 10), times(4, 3, 20)], 2)).toBe(35);
  });
});

describe('busySeconds', () => {
  it('counts work, not idling, waiting for a disk, or the time of another guest', () => {
    expect(busySeconds('cpu  100 200 300 9999 8888 400 500 7777 0 0\ncpu0 1 1 1')).toBe(15);
  });
});

describe('cpuSeconds', () => {
  it('agrees with what the process knows of itself', async () => {
    const usedSince = (before: NodeJS.CpuUsage): number => {
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1e6;
    };
    const outer = process.cpuUsage();
    const ticksBefore = await cpuSeconds(process.pid);
    const inner = process.cpuUsage();
    while (usedSince(inner) < 0.2);
    const least = usedSince(inner);
    const counted = (await cpuSeconds(process.pid)) - ticksBefore;
    const most = usedSince(outer);
    // Ticks are 10 ms, and user and system time of both readings are cut to them.
    expect(counted).toBeGreaterThan(least - 0.03);
    expect(counted).toBeLessThan(most + 0.03);
  });
});
