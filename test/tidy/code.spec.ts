/**
 * The form of the code: short files and functions, one explicit front a library, decorators only in shells, and rules
 * that take nothing from outside their arguments.
 */
import { basename } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { files, isSpecification, read, sources } from './repository.js';
import { decorators, impurities, longFunctions, parse, unlisted } from './syntax.js';

const LINES_MAX = 300;
const KERNEL_LINES_MAX = 300;

const linesOf = (text: string): number => text.trimEnd().split('\n').length;

/** `path: finding` for every finding, so that a failure names the place. */
const findings = (paths: readonly string[], look: (path: string, text: string) => readonly string[]): string[] =>
  paths.flatMap((path) => look(path, read(path)).map((finding) => `${path} ${finding}`));

describe('length', () => {
  const reasonFor = (text: string) => text.split('\n').slice(0, 5).join('\n').includes('Over 300 lines because ');
  const tooLong = (path: string, text: string): string[] =>
    linesOf(text) > LINES_MAX && !reasonFor(text) ? [`${path}: ${String(linesOf(text))} lines`] : [];

  it('a file has at most 300 lines, or says in its first lines "Over 300 lines because …"', () => {
    expect(tooLong('planted.ts', '\n'.repeat(400) + 'end')).toEqual(['planted.ts: 401 lines']);
    expect(tooLong('planted.ts', '// Over 300 lines because it is a table.' + '\n'.repeat(400) + 'end')).toEqual([]);
    expect(findings(sources, tooLong)).toEqual([]);
  });

  it('a function has under 70 lines', () => {
    const planted = `const long = () => {${'\n'.repeat(69)}};\ndescribe('chapter', () => {${'\n'.repeat(99)}});`;
    expect(longFunctions(parse('planted.ts', planted))).toEqual(['line 1: 70 lines']);
    expect(longFunctions(parse('planted.ts', `const sql = () => \`${'\n'.repeat(99)}\`;`))).toEqual([]);
    expect(findings(sources, (path, text) => longFunctions(parse(path, text)))).toEqual([]);
  });

  it('the kernel stays small: 300 lines in all', () => {
    const kernel = sources.filter((path) => path.startsWith('libs/kernel/') && !isSpecification(path));
    expect(kernel.length).toBeGreaterThan(0);
    expect(kernel.reduce((sum, path) => sum + linesOf(read(path)), 0)).toBeLessThanOrEqual(KERNEL_LINES_MAX);
  });
});

describe('libraries', () => {
  const libraries = [...new Set(files.map((path) => /^libs\/([^/]+)\//.exec(path)?.[1] ?? []).flat())];

  it('each has one index.ts, at its front', () => {
    const fronts = libraries.map((name) => `libs/${name}/src/index.ts`);
    expect(sources.filter((path) => basename(path) === 'index.ts').sort()).toEqual(fronts.sort());
  });

  it('an index lists names and does nothing else', () => {
    const planted = parse('index.ts', `export * from './x.js';\nexport { y } from './y.js';\nexport const z = 1;`);
    expect(unlisted(planted)).toEqual([`line 1: export * from './x.js';`, 'line 3: export const z = 1;']);
    const indexes = sources.filter((path) => /^libs\/[^/]+\/src\/index\.ts$/.test(path));
    expect(findings(indexes, (path, text) => unlisted(parse(path, text)))).toEqual([]);
  });

  it('nothing is called common, shared, utils or helpers', () => {
    const folders = new Set(sources.flatMap((path) => path.split('/').slice(0, -1)));
    expect([...folders].filter((name) => /^(commons?|shared|utils?|helpers?|misc)$/.test(name))).toEqual([]);
  });
});

describe('shells and rules', () => {
  /** The clock that only composition roots name, and how anybody waits or tries in parts: timers, and no rule of ours. */
  const TIMED = /^libs\/kernel\/src\/(clock|waiting|halve-on-refusal)\.ts$/;
  const SHELL = /(\.(module|controller|filter|guard|interceptor|pipe|consumer|indicator)|\/main)\.ts$/;

  it('decorators stand only in files that are named for what they decorate', () => {
    const planted = `import { Entity } from 'typeorm';\n@Entity() class A {}\n@Injectable() class B {}`;
    expect(decorators(parse('planted.ts', planted))).toEqual(['line 3: @Injectable()']);
    const plain = sources.filter((path) => /^(apps|libs)\//.test(path) && !SHELL.test(path) && !isSpecification(path));
    expect(findings(plain, (path, text) => decorators(parse(path, text)))).toEqual([]);
  });

  it('domains, contracts, webhook-auth and the kernel know no clock, no chance and no I/O', () => {
    const planted = [
      'const a = Date.now();',
      'const b = new Date();',
      'const c = Math.random();',
      'const d = async () => { await fetch(a); };',
      'setTimeout(d, 1);',
      'const fine = [new Date(0), Date.parse(x), { process: 1 }, fine.performance];',
    ].join('\n');
    expect(impurities(parse('planted.ts', planted))).toEqual([
      'line 1: Date.now',
      'line 2: new Date()',
      'line 3: Math.random',
      'line 4: async',
      'line 4: await',
      'line 4: fetch',
      'line 5: setTimeout',
    ]);
    const pure = sources.filter(
      (path) =>
        /^libs\/([a-z]+-domain|contracts|webhook-auth|kernel)\//.test(path) &&
        !isSpecification(path) &&
        !TIMED.test(path),
    );
    expect(findings(pure, (path, text) => impurities(parse(path, text)))).toEqual([]);
  });
});
