import { describe, expect, it } from '@jest/globals';
import { progressOn, progressText } from './progress.js';

/** What a person sees while a command works: only on a terminal, and never a rate or an end out of nothing. */
describe('progress', () => {
  it('says how much is done, how fast, and how long it will still take', () => {
    expect(progressText('transfers', 50_000, 200_000, 2_000)).toBe(
      'transfers █████░░░░░░░░░░░░░░░ 25 %  50,000 of 200,000 events, 25,000/s, 6.0 s left',
    );
  });

  it('foretells nothing before anything is done', () => {
    expect(progressText('cards', 0, 10, 500)).toBe('cards ░░░░░░░░░░░░░░░░░░░░ 0 %  0 of 10 events');
    expect(progressText('cards', 0, 0, 500)).toContain('100 %');
  });

  it('draws a few times a second, over itself, and leaves nothing', () => {
    const written: string[] = [];
    let now = 0;
    const progress = progressOn({ isTTY: true, write: (text) => written.push(text) }, 'x', () => now);
    for (; now < 1_000; now += 10) progress.tell(now, 1_000);
    progress.end();
    expect(written).toHaveLength(6);
    expect(written.every((text) => text.startsWith('\r'))).toBe(true);
    expect(written.at(-1)).toBe('\r\u001b[K');
  });

  it('is silent where nobody looks', () => {
    const written: string[] = [];
    const progress = progressOn({ write: (text) => written.push(text) }, 'x', () => 0);
    progress.tell(1, 2);
    progress.end();
    expect(written).toEqual([]);
  });
});
