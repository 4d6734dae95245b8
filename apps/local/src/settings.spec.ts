import { describe, expect, it } from '@jest/globals';
import { Problem } from './problem.js';
import { readFlags } from './settings.js';

/** What may stand behind `npm start --`, and what is said of anything else. */
describe('the flags of npm start', () => {
  it('are all optional', () => {
    expect(readFlags([])).toEqual({ quiet: false, fresh: false, portBase: 4100 });
  });

  it('are read together', () => {
    const flags = readFlags(['--quiet', '--fresh', '--port-base', '5100']);
    expect(flags).toEqual({ quiet: true, fresh: true, portBase: 5100 });
  });

  it.each([['--loud'], ['-x'], ['status']])('refuse %s with the usage', (flag) => {
    expect(() => readFlags([flag])).toThrow(Problem);
    expect(() => readFlags([flag])).toThrow(/--port-base N/);
  });

  it.each([['80'], ['65500'], ['many'], ['4100.5'], ['']])('refuse the port base %j', (base) => {
    expect(() => readFlags([`--port-base=${base}`])).toThrow(/must be a number from 1024 to/);
  });
});
