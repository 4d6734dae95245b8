/** A clean install works on every platform: the lockfile names the optional binaries of all of them. */
import { describe, expect, it } from '@jest/globals';
import { completeLock } from '../../apps/local/complete-lockfile.mjs';
import { read } from './repository.js';

const lock = () => JSON.parse(read('package-lock.json')) as { packages: Record<string, unknown> };

describe('package-lock.json', () => {
  it('names every optional dependency (else run: node apps/local/complete-lockfile.mjs)', () => {
    expect(completeLock(lock())).toEqual({ added: [], unknown: [] });
  });

  it('gets one back that was dropped, with its platform, and in its place', () => {
    const whole = lock();
    const place = 'node_modules/@swc/core-linux-arm64-musl';
    expect(whole.packages).toHaveProperty([place]);
    const cut = { packages: Object.fromEntries(Object.entries(whole.packages).filter(([path]) => path !== place)) };
    expect(completeLock(cut)).toEqual({ added: [place], unknown: [] });
    expect(cut.packages[place]).toMatchObject({
      cpu: ['arm64'],
      libc: ['musl'],
      os: ['linux'],
      optional: true,
      dev: true,
    });
    expect(Object.keys(cut.packages)).toEqual(Object.keys(whole.packages));
  });

  it('says which one it cannot add', () => {
    const odd = {
      packages: { 'node_modules/a': { optionalDependencies: { mystery: '1.0.0', 'b-linux-x64': '^1.0.0' } } },
    };
    expect(completeLock(odd)).toEqual({ added: [], unknown: ['mystery@1.0.0', 'b-linux-x64@^1.0.0'] });
  });
});
