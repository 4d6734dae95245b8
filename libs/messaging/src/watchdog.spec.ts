import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Watchdog, type Work } from './watchdog.js';

/** Work that could go on and does not is found within its limit; nothing else is, however long it takes. */
describe('the watchdog', () => {
  const LIMIT_MS = 30_000;
  const EVERY_MS = 2_000;
  let now: number;
  let watchdog: Watchdog;

  beforeEach(() => {
    now = 0;
    watchdog = new Watchdog(LIMIT_MS);
  });
  const partition = (mark: number, rest: Partial<Work> = {}): Work => ({
    name: 't/0',
    waits: true,
    mark: String(mark),
    ...rest,
  });
  const look = (work: readonly Work[], answers = true, afterMs = EVERY_MS): string[] => {
    now += afterMs;
    return watchdog.look(now, answers, work).map(({ name }) => name);
  };
  /** Looks until something is found; the time since the first look, or undefined. */
  const foundAfter = (work: () => readonly Work[], maxMs: number, answers = true): number | undefined => {
    const begun = now + EVERY_MS;
    while (now < begun + maxMs) if (look(work(), answers).length > 0) return now - begun;
    return undefined;
  };

  it('finds what waits and does not move, at the limit', () => {
    expect(foundAfter(() => [partition(7)], 60_000)).toBe(LIMIT_MS);
  });

  it('finds one partition among twelve that move', () => {
    let mark = 0;
    const work = (): Work[] => {
      mark += 1;
      return [
        ...Array.from({ length: 11 }, (_, at) => partition(mark, { name: `t/${String(at)}` })),
        partition(7, { name: 't/11' }),
      ];
    };
    expect(foundAfter(work, 60_000)).toBe(LIMIT_MS);
    expect(look(work())).toEqual(['t/11']);
  });

  it.each<[string, (at: number) => Work]>([
    ['has nothing to do', () => partition(7, { waits: false })],
    ['moves now and then', (at) => partition(Math.floor(at / 28_000))],
    ['stands still with reason', () => partition(7, { excused: true })],
    ['does something else each time', (at) => partition(7, { name: `t/${String(at)}` })],
  ])('leaves alone what %s', (_, work) => {
    expect(foundAfter(() => [work(now)], 600_000)).toBeUndefined();
  });

  it('does not count what is excused, and goes on counting after it', () => {
    expect(foundAfter(() => [partition(7)], 20_000)).toBeUndefined();
    expect(foundAfter(() => [partition(7, { excused: true })], 60_000)).toBeUndefined();
    expect(foundAfter(() => [partition(7)], 60_000)).toBeLessThan(12_000);
  });

  it('waits without limit while a dependency is away, and gives a whole limit afterwards', () => {
    expect(foundAfter(() => [partition(7)], 28_000)).toBeUndefined();
    expect(foundAfter(() => [partition(7)], 600_000, false)).toBeUndefined();
    expect(foundAfter(() => [partition(7)], 60_000)).toBeGreaterThanOrEqual(LIMIT_MS - EVERY_MS);
  });

  it('does not blame the work for time in which the process itself stood still', () => {
    look([partition(7)]);
    expect(look([partition(7)], true, 3_600_000)).toEqual([]);
  });

  it('gives work of its own kind its own limit', () => {
    expect(foundAfter(() => [partition(7, { limitMs: 60_000 })], 120_000)).toBe(60_000);
  });

  it('never finds what moved within the limit, whatever happens around it', () => {
    const step = fc.record({
      afterMs: fc.integer({ min: 1, max: 20_000 }),
      answers: fc.boolean(),
      moves: fc.boolean(),
      waits: fc.boolean(),
      excused: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const dog = new Watchdog(LIMIT_MS);
        let at = 0;
        let mark = 0;
        let movedMs = 0;
        for (const { afterMs, answers, moves, waits, excused } of steps) {
          at += afterMs;
          if (moves) mark += 1;
          if (moves || !waits || !answers) movedMs = at;
          const found = dog.look(at, answers, [partition(mark, { waits, excused })]);
          if (found.length > 0) {
            expect([answers, waits, excused]).toEqual([true, true, false]);
            expect(at - movedMs).toBeGreaterThanOrEqual(LIMIT_MS);
          }
        }
      }),
    );
  });
});
