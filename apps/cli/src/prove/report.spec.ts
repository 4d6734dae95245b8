import { describe, expect, it } from '@jest/globals';
import { deliveryLines, proofJson } from './report.js';

/** What could not be compared is not called equal. */
describe('the report of a proof that left something out', () => {
  const left = { wrong: 0, findings: [], skipped: ['The context cards has applied nothing yet.'] };
  const whole = { ...left, skipped: [] };

  it('says so to a person', () => {
    expect(deliveryLines(left)).toContain('  Not proved: The context cards has applied nothing yet.');
    expect(deliveryLines(left).at(-1)).toBe('  Nothing is missing in what was compared.');
    expect(deliveryLines(whole).at(-1)).toMatch(/^ {2}Each that was accepted is applied once/);
  });

  it('and to a program', () => {
    expect(JSON.parse(proofJson([], left))).toMatchObject({ equal: false });
    expect(JSON.parse(proofJson([], whole))).toMatchObject({ equal: true });
  });
});
