import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ROOT, follow, newStateDir, remove } from './local-system.js';

/** What the launcher says on a machine that lacks something: one sentence with a way out, and no stack. */
describe('the launcher', () => {
  let folder: string;

  beforeEach(() => {
    folder = newStateDir();
    mkdirSync(join(folder, 'bin'));
    symlinkSync(process.execPath, join(folder, 'bin/node'));
    // A checkout with nothing installed, built or fetched.
    for (const part of ['apps/local/boot.mjs', 'apps/local/boot', 'apps/local/kafka/pom.xml', 'package.json']) {
      cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    }
  });

  afterEach(() => {
    remove(folder);
  });

  /** Only what is planted in `bin` is on the PATH. */
  const launch = async (args: readonly string[], env: Record<string, string> = {}) => {
    const child = spawn(join(folder, 'bin/node'), [join(folder, 'apps/local/boot.mjs'), ...args], {
      env: { PATH: join(folder, 'bin'), ...env },
    });
    const started = follow(child);
    return { code: await started.exited, output: started.output() };
  };
  const plant = (name: string, script: string): void => {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  };

  it('without Java names the two ways out', async () => {
    const { code, output } = await launch(['start']);
    expect(code).toBe(1);
    expect(output).toMatch(
      /^Apache Kafka needs Java 17 or newer, and there is no Java here\. Two ways out: install it/,
    );
    expect(output).toContain('docker compose up kafka postgres');
    expect(output).toContain('CAUDAL_KAFKA_BROKERS and CAUDAL_DATABASE_URL');
    expect(output.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each([
    ['openjdk version "11.0.2" 2019-01-15', '11'],
    ['java version "1.8.0_412"', '8'],
  ])('with %s says that it is too old', async (line, version) => {
    plant('java', `echo '${line}' >&2`);
    const { code, output } = await launch(['start']);
    expect(code).toBe(1);
    expect(output).toContain(`needs Java 17 or newer; this is Java ${version} (java). Two ways out`);
  });

  it('without Maven says what it is for', async () => {
    plant('java', `echo 'openjdk version "21.0.1"' >&2`);
    const { code, output } = await launch(['start']);
    expect(code).toBe(1);
    expect(output).toMatch(/^Apache Kafka is fetched by Maven, and there is no working mvn here\. Two ways out/);
  });

  it('does not fetch half of Kafka: what Maven says is told, and nothing is marked complete', async () => {
    plant('java', `echo 'openjdk version "21.0.1"' >&2`);
    plant('mvn', `[ "$1" = --version ] || { echo '[ERROR] Could not transfer artifact'; exit 1; }`);
    for (const attempt of [1, 2]) {
      const { code, output } = await launch(['start']);
      expect([attempt, code]).toEqual([attempt, 1]);
      expect(output).toContain('Maven could not fetch Apache Kafka. It says:\n[ERROR] Could not transfer artifact');
    }
  });

  it('says that the disk is full, whoever notices', async () => {
    plant('java', `echo 'openjdk version "21.0.1"' >&2`);
    plant('mvn', `[ "$1" = --version ] || { echo '[ERROR] write failed: No space left on device'; exit 1; }`);
    expect((await launch(['start'])).output).toContain('The disk is full. Free some space and start again.');
  });

  it('ends a test run with one line of figures also when it cannot begin', async () => {
    const { code, output } = await launch(['test']);
    expect(code).toBe(1);
    expect(output.trimEnd().split('\n').at(-1)).toBe('0 passed, 1 failed');
  });

  it('names its commands', async () => {
    const { code, output } = await launch(['dance']);
    expect(code).toBe(1);
    expect(output).toBe(
      'There is no command "dance". There are: start, test, check, bench, chaos, fuzz, caudal, generate.\n',
    );
  });
});
