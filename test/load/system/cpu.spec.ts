// Proves: the CPU time is read from the right fields, whatever the process calls itself.
import { describe, expect, it } from '@jest/globals';
import { cpuSeconds, cpuSecondsOf } from './cpu.js';

const line = (name: string): string => `4711 (${name}) S 1 4711 4711 0 -1 4194560 9000 0 12 0 250 50 7 8 20 0 11 0 99`;

describe('cpuSecondsOf', () => {
  it.each(['node', 'a b', ') S 1 2 3', ''])('sums user and system ticks of a process named "%s"', (name) => {
    expect(cpuSecondsOf(line(name))).toBe(3);
  });

  it('refuses a line that is not one', () => {
    expect(() => cpuSecondsOf('nonsense')).toThrow();
  });
});

describe('cpuSeconds', () => {
  it('agrees with what the process knows of itself', async () => {
    const [ticksBefore, before] = [await cpuSeconds(process.pid), process.cpuUsage()];
    const used = (): number => {
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1e6;
    };
    while (used() < 0.2);
    const counted = (await cpuSeconds(process.pid)) - ticksBefore;
    // Ticks are 10 ms, and each of the two figures is cut to them; other threads may work between the two readings.
    expect(counted).toBeGreaterThan(0.15);
    expect(counted).toBeLessThan(used() + 0.05);
  });
});
