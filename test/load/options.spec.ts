// Proves: the command line selects measures and servers, and refuses what it does not know.
import { describe, expect, it } from '@jest/globals';
import { parseOptions, UsageError } from './options.js';

describe('parseOptions', () => {
  it('measures everything on servers of its own by default', () => {
    expect(parseOptions([])).toEqual({
      measures: ['accept', 'consume', 'latency', 'ledger'],
      quick: false,
      kafka: undefined,
      database: undefined,
    });
  });

  it('takes one measure and running servers', () => {
    const options = parseOptions(['--quick', '--only', 'consume', '--kafka', 'h:1', '--database', 'postgres://h/d']);
    expect(options).toEqual({ measures: ['consume'], quick: true, kafka: 'h:1', database: 'postgres://h/d' });
  });

  it('takes a measure by its name alone', () => {
    expect(parseOptions(['ledger'])).toEqual(parseOptions(['--only', 'ledger']));
  });

  it.each([
    [['--only', 'speed']],
    [['--fast']],
    [['extra']],
    [['ledger', 'consume']],
    [['ledger', '--only', 'accept']],
  ])('refuses %j', (args) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
  });
});
