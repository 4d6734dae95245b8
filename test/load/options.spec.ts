// Proves: the command line selects measures and servers, and refuses what it does not know.
import { describe, expect, it } from '@jest/globals';
import { parseOptions, UsageError } from './options.js';

describe('parseOptions', () => {
  it('measures everything on servers of its own by default', () => {
    expect(parseOptions([])).toEqual({
      measures: ['accept', 'consume', 'latency'],
      quick: false,
      kafka: undefined,
      database: undefined,
    });
  });

  it('takes one measure and running servers', () => {
    const options = parseOptions(['--quick', '--only', 'consume', '--kafka', 'h:1', '--database', 'postgres://h/d']);
    expect(options).toEqual({ measures: ['consume'], quick: true, kafka: 'h:1', database: 'postgres://h/d' });
  });

  it.each([[['--only', 'speed']], [['--fast']], [['extra']]])('refuses %j', (args) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
  });
});
