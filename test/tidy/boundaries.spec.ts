/**
 * The import rules of `.config/dependency-cruiser.mjs` report what they should: every rule is broken on purpose, in a
 * tree of its own, and imports that are allowed pass. A rule whose pattern matches nothing would be green for ever.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PLANTED } from './planted-imports.js';
import { ROOT } from './repository.js';

const CRUISER = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
const CONFIG = join(ROOT, '.config/dependency-cruiser.mjs');

const RUN_TIME = ['pg', 'typeorm', 'kafkajs', 'zod', '@nestjs/common'];
const DEVELOPMENT = ['fast-check'];
const LIBRARIES = [...new Set(PLANTED.map(({ from }) => /^libs\/([^/]+)/.exec(from)?.[1]))].filter((name) => name);

interface Report {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string; readonly comment?: string }[] };
  };
}

const plants = PLANTED.map((plant, index) => ({
  ...plant,
  path: `${plant.from}/${plant.file ?? `planted-${String(index)}.ts`}`,
}));

describe('import rules on a planted tree', () => {
  const tree = mkdtempSync(join(tmpdir(), 'caudal-boundaries-'));
  let report: Report;

  const write = (path: string, text: string): void => {
    mkdirSync(join(tree, dirname(path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  };

  const writeTree = (): void => {
    const versions = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '1.0.0']));
    write(
      'package.json',
      JSON.stringify({ type: 'module', dependencies: versions(RUN_TIME), devDependencies: versions(DEVELOPMENT) }),
    );
    write(
      'tsconfig.json',
      JSON.stringify({
        compilerOptions: {
          module: 'nodenext',
          moduleResolution: 'nodenext',
          paths: { '#*': ['./libs/*/src/index.ts'] },
        },
      }),
    );
    for (const name of [...RUN_TIME, ...DEVELOPMENT, 'undeclared']) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
      write(`node_modules/${name}/index.js`, '');
    }
    for (const name of [...LIBRARIES, 'testing']) write(`libs/${String(name)}/src/index.ts`, 'export {};');
    write('libs/kernel/src/deep.ts', 'export {};');
    write('libs/http/src/planted.spec.ts', 'export {};');
    write('apps/ingress/src/plain.ts', 'export {};');
    write('apps/ingress/src/egg.ts', `import './chicken.js';`); // the other half of the planted cycle
    write('apps/ingress/src/ingress.module.ts', 'export {};');
    for (const { path, code } of plants) write(path, code);
  };

  beforeAll(() => {
    writeTree();
    const cruise = spawnSync(
      process.execPath,
      [CRUISER, '--config', CONFIG, '--output-type', 'json', 'apps', 'libs', 'test'],
      { cwd: tree, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    if (!cruise.stdout.startsWith('{')) throw new Error(`dependency-cruiser did not run: ${cruise.stderr}`);
    report = JSON.parse(cruise.stdout) as Report;
  });

  afterAll(() => {
    rmSync(tree, { recursive: true });
  });

  const reportedIn = (path: string): string[] =>
    report.summary.violations.filter(({ from }) => from === path).map(({ rule }) => rule.name);

  it.each(plants.filter(({ rule }) => rule !== undefined))('$rule reports in $from: $code', ({ path, rule }) => {
    expect(reportedIn(path)).toContain(rule);
  });

  it.each(plants.filter(({ rule }) => rule === undefined))('nothing is reported in $from: $code', ({ path }) => {
    expect(reportedIn(path)).toEqual([]);
  });

  it('every rule says why, and is broken by at least one planted import', () => {
    const { forbidden } = report.summary.ruleSetUsed;
    expect(forbidden.filter(({ comment }) => (comment ?? '').length < 20)).toEqual([]);
    const broken = new Set(PLANTED.map(({ rule }) => rule));
    expect(forbidden.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
  });
});
