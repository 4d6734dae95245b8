import { describe, expect, it } from '@jest/globals';
import { Agenda } from './agenda.js';
import { createRandom } from './random.js';

describe('the agenda', () => {
  it('gives back by time, and by planning where times are equal', () => {
    const agenda = new Agenda();
    const random = createRandom('agenda');
    const done: { due: number; order: number }[] = [];
    for (let order = 0; order < 500; order += 1) {
      const due = random.int(0, 40);
      agenda.plan(due, () => done.push({ due, order }));
    }
    while (agenda.size > 0) agenda.take()?.act();
    expect(done).toHaveLength(500);
    expect(done).toEqual([...done].sort((a, b) => a.due - b.due || a.order - b.order));
  });
});

describe('chance', () => {
  it('repeats itself from a seed, and a fork is independent of what was drawn before', () => {
    const left = createRandom('7');
    const right = createRandom('7');
    const before = left.fork('x').next();
    for (let draw = 0; draw < 10; draw += 1) expect(left.next()).toBe(right.next());
    expect(left.fork('x').next()).toBe(before);
    expect(createRandom('8').next()).not.toBe(createRandom('7').next());
  });

  it('is spread evenly', () => {
    const random = createRandom('even');
    const buckets = Array.from({ length: 10 }, () => 0);
    for (let draw = 0; draw < 100_000; draw += 1) buckets[random.int(0, 9)] = (buckets[random.int(0, 9)] ?? 0) + 1;
    for (const count of buckets) expect(Math.abs(count - 10_000)).toBeLessThan(600);
  });
});
