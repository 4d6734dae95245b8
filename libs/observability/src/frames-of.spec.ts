import { describe, expect, it } from '@jest/globals';
import { framesOf } from './frames-of.js';

/** Where it broke, and nothing of the message, which may quote a stored value. */
describe('the frames of a failure', () => {
  const HERE = /^at .*frames-of\.spec\.[jt]s:\d+:\d+\)?$/;

  it('are its stack without its message, also one of several lines that look like frames', () => {
    const frames = framesOf(new Error('ROSA\n    at ROSA (ROSA:1:1)\n    at ROSA:1:1'));
    expect(frames[0]).toMatch(HERE);
    expect(frames.join('\n')).not.toContain('ROSA');
  });

  it('hold nothing of a message that was replaced since', () => {
    const error = new Error('value "ROSA"\nat ROSA');
    error.message = 'another';
    expect(framesOf(error)[0]).toMatch(HERE);
    expect(framesOf(error).join('\n')).not.toContain('ROSA');
  });

  it.each([[Object.assign(new Error('x'), { stack: undefined })], ['ROSA'], [undefined], [null]])(
    'are none where %p has none',
    (error) => {
      expect(framesOf(error)).toEqual([]);
    },
  );
});
