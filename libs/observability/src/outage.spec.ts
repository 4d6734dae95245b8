import { beforeEach, describe, expect, it } from '@jest/globals';
import { createLogger, type Logger } from './logger.js';
import { Outage } from './outage.js';

/** An outage of any length is two lines. */
describe('an outage', () => {
  let lines: { level: number; msg: string; [field: string]: unknown }[];
  let outage: Outage;
  let now: number;

  beforeEach(() => {
    lines = [];
    now = 0;
    const logger: Logger = createLogger('test', 'info', {
      write(line) {
        lines.push(JSON.parse(line) as (typeof lines)[number]);
      },
    });
    outage = new Outage(logger, { begins: 'away', ends: 'back' }, () => now);
  });
  const said = (): string[] => lines.map(({ msg }) => msg);

  it('is told once when it begins and once when it ends, with how long it was', () => {
    for (let second = 0; second < 600; second += 1) {
      now = second * 1_000;
      outage.failed(new Error('refused'), { topic: 't' });
    }
    expect(lines).toMatchObject([{ msg: 'away', reason: 'Error: refused', topic: 't' }]);
    outage.succeeded();
    outage.succeeded();
    expect(said()).toEqual(['away', 'back']);
    expect(lines[1]).toMatchObject({ seconds: 599, tries: 600 });
  });

  it('ends when the last of several workers is well again', () => {
    outage.failed(new Error('refused'), {}, 'one');
    outage.failed(new Error('refused'), {}, 'two');
    outage.succeeded('one');
    expect(said()).toEqual(['away']);
    outage.succeeded('two');
    expect(said()).toEqual(['away', 'back']);
  });

  it('does not wait for a worker whose work is another’s now', () => {
    outage.failed(new Error('refused'), {}, 'one');
    outage.failed(new Error('refused'), {}, 'two');
    outage.keep(['two']);
    expect(said()).toEqual(['away']);
    outage.keep([]);
    expect(said()).toEqual(['away', 'back']);
  });

  it('is told again when it comes again', () => {
    outage.failed(new Error('refused'));
    outage.succeeded();
    outage.failed(new Error('refused'));
    expect(said()).toEqual(['away', 'back', 'away']);
  });

  it('is silent where nothing failed', () => {
    outage.succeeded();
    outage.keep([]);
    expect(lines).toEqual([]);
  });
});
