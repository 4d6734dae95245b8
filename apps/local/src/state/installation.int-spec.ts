import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bound } from './bound-logs.js';
import { loadInstallation } from './installation.js';

/** What an installation makes up for itself, it keeps, for itself alone. */
describe('the installation', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'caudal-state-'));
    path = join(folder, 'state.json');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps its secrets from one start to the next', () => {
    const first = loadInstallation(path, ['ingress'], ['mono-colombia']);
    expect(loadInstallation(path, ['ingress'], ['mono-colombia'])).toEqual(first);
    expect(first.secretsKey).toMatch(/^[0-9a-f]{64}$/);
    expect(first.apiKey).toMatch(/^caudal_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/);
  });

  it('is readable by its owner only', () => {
    loadInstallation(path, [], []);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('makes up what a later version needs besides', () => {
    const first = loadInstallation(path, ['ingress'], ['mono-colombia']);
    const second = loadInstallation(path, ['ingress', 'cards'], ['mono-colombia', 'mono-nigeria']);
    expect(second.rolePasswords.ingress).toBe(first.rolePasswords.ingress);
    expect(second.rolePasswords.cards).toMatch(/^[0-9a-f]{64}$/);
    expect(Object.keys(second.sourceSecrets).sort()).toEqual(['mono-colombia', 'mono-nigeria']);
  });

  it('keeps the secret of a source that was given, in place of its own', () => {
    loadInstallation(path, [], ['mono-colombia', 'mono-nigeria'], { 'mono-colombia': 'whsec_shown_by_mono' });
    const later = loadInstallation(path, [], ['mono-colombia', 'mono-nigeria']);
    expect(later.sourceSecrets['mono-colombia']).toBe('whsec_shown_by_mono');
    expect(later.sourceSecrets['mono-nigeria']).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([['{'], ['{}'], ['{"secretsKey":"short"}']])('does not replace a damaged file (%s)', (content) => {
    writeFileSync(path, content);
    expect(() => loadInstallation(path, [], [])).toThrow(/damaged.*--fresh/);
  });

  it('bounds a log and keeps one predecessor', () => {
    const log = join(folder, 'app.log');
    writeFileSync(log, 'x'.repeat(2_000));
    bound(log, 10_000);
    expect(statSync(log).size).toBe(2_000);
    bound(log, 1_000);
    expect([statSync(log).size, statSync(`${log}.1`).size]).toEqual([0, 2_000]);
  });
});
