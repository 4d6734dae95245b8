/** The rules of `.config/eslint.mjs` that carry a decision of ours report what they should, and only there. */
import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT } from './repository.js';

/**
 * Runs apart from Jest, whose module registry ESLint does not start in; once for all texts, because the types of the
 * whole project are loaded for the first.
 */
const PROGRAM = `
  import { readFileSync } from 'node:fs';
  import { ESLint } from 'eslint';
  const eslint = new ESLint({ overrideConfigFile: '.config/eslint.mjs' });
  const found = [];
  for (const { path, code } of JSON.parse(readFileSync(0, 'utf8'))) {
    const [result] = await eslint.lintText(code.join('\\n') + '\\n', { filePath: path });
    found.push(result.messages.map(({ line, ruleId, message }) => line + ' ' + (ruleId ?? message)));
  }
  console.log(JSON.stringify(found));
`;

interface Planted {
  /** An existing file in whose place the text is looked at. */
  readonly path: string;
  readonly code: readonly string[];
}

/** What is reported for each text, as `line rule`. */
const lint = <Name extends string>(texts: Record<Name, Planted>): Record<Name, string[]> => {
  const run = spawnSync(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    cwd: ROOT,
    encoding: 'utf8',
    input: JSON.stringify(Object.values(texts)),
  });
  if (run.status !== 0) throw new Error(`ESLint did not run: ${run.stderr}`);
  const found = JSON.parse(run.stdout) as string[][];
  return Object.fromEntries(Object.keys(texts).map((name, index) => [name, found[index]])) as Record<Name, string[]>;
};

const ENVIRONMENT = [
  'export const a = process.env.HOME;',
  `export const b = process['env'];`,
  'export const { env } = process;',
  `import { env as c } from 'node:process';`,
  'export const d = c;',
];
const TOPICS = [`export const raw = 'mono.transfers.v1';`, 'export const clean = `caudal.cards.v1`;'];

const CARELESS = [
  'export const cast = (value: unknown): any => value;',
  'export const start = async (): Promise<void> => { await Promise.resolve(); };',
  'start();',
  'export class Bare { static one(): number { return 1; } }',
  '/* eslint-disable @typescript-eslint/no-explicit-any */',
  'export const again = (value: unknown): any => value;',
];

const CONFIG_ERROR = `import { ConfigError } from '#config';`;
const INJECTED = [
  `import { Injectable } from '@nestjs/common';`,
  CONFIG_ERROR,
  '@Injectable()',
  'export class Shell { constructor(readonly problems: ConfigError) {} }',
];

const PLAIN = 'libs/kernel/src/result.ts';
const SYNTAX = 'no-restricted-syntax';

describe('ESLint', () => {
  let found: ReturnType<typeof lintAll>;

  const lintAll = () =>
    lint({
      environment: { path: PLAIN, code: ENVIRONMENT },
      environmentInConfig: { path: 'libs/config/src/load-config.ts', code: ENVIRONMENT.slice(0, 1) },
      topics: { path: PLAIN, code: TOPICS },
      topicsInContracts: { path: 'libs/contracts/src/topics.ts', code: TOPICS },
      topicsInTests: { path: 'test/tidy/lint.spec.ts', code: TOPICS },
      careless: { path: PLAIN, code: CARELESS },
      injected: { path: PLAIN, code: INJECTED },
      unmarked: { path: PLAIN, code: [CONFIG_ERROR, 'export const f = (e: ConfigError): string => e.message;'] },
    });

  beforeAll(() => {
    found = lintAll();
  });

  it('keeps the environment in libs/config, and out of everything else', () => {
    const refused = found.environment.filter((line) => line.endsWith(SYNTAX));
    expect(refused).toEqual([1, 2, 3, 4].map((line) => `${String(line)} ${SYNTAX}`));
    expect(found.environmentInConfig).toEqual([]);
  });

  it('keeps names of topics in libs/contracts and in tests', () => {
    expect(found.topics).toEqual([`1 ${SYNTAX}`, `2 ${SYNTAX}`]);
    expect(found.topicsInContracts).toEqual([]);
    expect(found.topicsInTests).toEqual([]);
  });

  it('refuses any, floating promises, bare classes and comments that switch rules off', () => {
    expect(found.careless).toEqual(
      expect.arrayContaining([
        '1 @typescript-eslint/no-explicit-any',
        '3 @typescript-eslint/no-floating-promises',
        '4 @typescript-eslint/no-extraneous-class',
        '6 @typescript-eslint/no-explicit-any',
      ]),
    );
  });

  it('leaves an injected class a value, and marks types elsewhere', () => {
    const imports = '@typescript-eslint/consistent-type-imports';
    expect(found.injected.filter((line) => line.endsWith(imports))).toEqual([]);
    expect(found.unmarked).toContain(`1 ${imports}`);
  });
});
