import { describe, expect, it } from '@jest/globals';
import { tellVerification } from './tell.js';
import type { Verification } from './verify.js';

describe('a verification in sentences', () => {
  const whole: Verification = {
    ok: true,
    ...{ deliveries: 36, chains: 2, seals: 2, erased: 0, unsealed: 0 },
    ...{ signaturesVerified: 36, signaturesUnverifiable: 0 },
    ...{ skipped: [], found: 0, findings: [] },
  };
  const told = (result: Partial<Verification>): string => tellVerification({ ...whole, ...result }).join('\n');

  it('says "whole" where every part was proved, and nowhere else', () => {
    expect(told({})).toMatch(/The journal is whole\.$/);
    for (const result of [{ skipped: ['No seals were found.'] }, { ok: false, found: 1 }]) {
      expect(told(result)).not.toContain('whole');
    }
    expect(told({ skipped: ['No seals were found.'] })).toMatch(/Not proved: No seals were found\.\n.*named above\.$/);
  });

  it('says what no seal covers yet', () => {
    expect(told({ unsealed: 12 })).toContain('12 are covered by no seal yet');
    expect(told({})).not.toContain('covered by no seal');
  });

  it('tells a screen of what is wrong, and how much more there is', () => {
    const finding = { kind: 'row_changed', where: 'there', detail: 'So it is.' } as const;
    const text = told({ ok: false, found: 60, findings: Array.from({ length: 60 }, () => finding) });
    expect(text.match(/^WRONG/gm)).toHaveLength(50);
    expect(text).toMatch(/… and 10 more\.\n60 things are wrong\.$/);
    expect(told({ ok: false, found: 1, findings: [finding] })).toMatch(/\n1 thing is wrong\.$/);
  });
});
