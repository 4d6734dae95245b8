/** Which secrets count is decided by the time of receipt, and only who can tell says that something is not authentic. */
import { describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import type { Source, SourceSecret } from '#access';
import { verify } from './verify.js';

const NOW_MS = 1_800_000_000_000;
const BODY = Buffer.from('{}');

const secret = (id: string, changes: Partial<SourceSecret> = {}): SourceSecret => ({
  id,
  secret: `whsec_${id}`,
  validFromMs: 0,
  validUntilMs: null,
  ...changes,
});

const judged = (secrets: SourceSecret[], signedBy: string, changes: Partial<Source> = {}, signedAtMs = NOW_MS) => {
  const time = Math.floor(signedAtMs / 1_000);
  const v1 = createHmac('sha256', `whsec_${signedBy}`).update(`${time}.`).update(BODY).digest('hex');
  return verify({
    id: 'delivery',
    source: {
      slug: 'bogota',
      provider: 'mono-colombia',
      scheme: 'mono-signature',
      livemode: true,
      paused: false,
      toleranceS: null,
      secrets,
      ...changes,
    },
    headers: { 'mono-signature': `t=${time},v1=${v1}` },
    body: BODY,
    receivedAtMs: NOW_MS,
  });
};

describe('verify', () => {
  it('takes each secret of a rotation and says which it was', () => {
    const secrets = [secret('old'), secret('new')];
    expect(judged(secrets, 'old')).toMatchObject({ verdict: 'authentic', secretId: 'old', late: false });
    expect(judged(secrets, 'new')).toMatchObject({ verdict: 'authentic', secretId: 'new' });
    expect(judged(secrets, 'foreign')).toEqual({ verdict: 'refused', reason: 'mismatch' });
  });

  it.each([
    ['from its first millisecond', { validFromMs: NOW_MS }, 'authentic'],
    ['not a millisecond before', { validFromMs: NOW_MS + 1 }, 'refused'],
    ['to its last', { validUntilMs: NOW_MS + 1 }, 'authentic'],
    ['not when it ends', { validUntilMs: NOW_MS }, 'refused'],
  ])('counts a secret %s', (_when, changes, verdict) => {
    expect(judged([secret('one', changes)], 'one').verdict).toBe(verdict);
  });

  it('cannot say what a secret that does not open would have said', () => {
    const unopened = secret('unopened', { secret: '' });
    expect(judged([unopened, secret('one')], 'one').verdict).toBe('authentic');
    expect(judged([unopened, secret('one')], 'foreign').verdict).toBe('undecidable');
    expect(judged([{ ...unopened, validUntilMs: NOW_MS }, secret('one')], 'foreign').verdict).toBe('refused');
  });

  it('keeps a late one, unless its source is set to refuse it', () => {
    const anHourAgo = NOW_MS - 3_600_000;
    expect(judged([secret('one')], 'one', {}, anHourAgo)).toMatchObject({ verdict: 'authentic', late: true });
    expect(judged([secret('one')], 'one', { toleranceS: 300 }, anHourAgo)).toEqual({
      verdict: 'refused',
      reason: 'outside_tolerance',
    });
  });
});
