/** The words of the repository: nothing postponed, nothing switched off, nothing of one machine. */
import { basename } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { exists, files, isSpecification, read, sources } from './repository.js';

/** Lines of a text that match, as `path:line text`. */
const matches = (path: string, text: string, pattern: RegExp): string[] =>
  text
    .split('\n')
    .flatMap((line, index) =>
      pattern.test(line) ? [`${path}:${String(index + 1)} ${line.trim().slice(0, 100)}`] : [],
    );

const matchesIn = (paths: readonly string[], pattern: RegExp): string[] =>
  paths.flatMap((path) => matches(path, read(path), pattern));

// What a person wrote, and configuration; not pictures or recorded bodies.
const texts = files.filter((path) =>
  /(\.(ts|tsx|mjs|js|json|md|ya?ml|xml|sql|css|html|sh|properties|toml)|Dockerfile|\/run|(^|\/)\.[a-z]+)$/.test(path),
);
// This folder spells out what it looks for.
const outsideTidy = (path: string): boolean => !path.startsWith('test/tidy/');

describe('nothing is postponed or switched off', () => {
  it.each([
    ['postponed work', /\b(TODO|FIXME|XXX|HACK)\b/, '// TODO: later'],
    [
      'a rule switched off in passing',
      /eslint-disable|@ts-(ignore|nocheck|expect-error)|prettier-ignore/,
      '// @ts-ignore',
    ],
    ['a mock of a module', /\bjest\.(unstable_)?mock\w*\(/, `jest.mock('./x.js')`],
  ])('no %s', (_name, pattern, planted) => {
    expect(matches('planted.ts', planted, pattern)).toHaveLength(1);
    expect(matchesIn(sources.filter(outsideTidy), pattern)).toEqual([]);
  });

  it('no test is left out or alone', () => {
    const pattern = /\b(?:it|test|describe)\.(?:only|skip|todo|failing)\b|^\s*(?:xit|xtest|xdescribe|fit|fdescribe)\(/;
    expect(matches('planted.spec.ts', `it.only('x', () => {`, pattern)).toHaveLength(1);
    expect(matches('planted.spec.ts', `  xdescribe('x', () => {`, pattern)).toHaveLength(1);
    expect(matchesIn(sources.filter(isSpecification).filter(outsideTidy), pattern)).toEqual([]);
  });
});

describe('nothing of one machine', () => {
  it('no absolute path into a home or a work directory', () => {
    const pattern = /(?<![\w.~}/-])\/(?:root|home|work|Users)\/[\w.-]/;
    expect(matches('planted.md', 'see /home/someone/caudal', pattern)).toHaveLength(1);
    expect(matches('planted.md', 'see https://example.com/home/page and ./work/x', pattern)).toEqual([]);
    expect(matchesIn(texts.filter(outsideTidy), pattern)).toEqual([]);
  });

  it('no host of a package registry or mirror', () => {
    const pattern =
      /registry\s*=\s*http|:\/\/[^/\s"]*(?:registry|artifactory|nexus|verdaccio|mirror)|"resolved": "http/i;
    expect(matches('planted.json', '"resolved": "https://packages.example.com/x.tgz"', pattern)).toHaveLength(1);
    expect(matches('.npmrc', 'registry=https://example.com', pattern)).toHaveLength(1);
    expect(matchesIn(texts.filter(outsideTidy), pattern)).toEqual([]);
  });
});

describe('names and places', () => {
  it('the top level holds what house style lists, and nothing else', () => {
    const folders = ['apps', 'libs', 'test', 'docs', 'deploy'];
    const others = ['docker-compose.yml', 'nest-cli.json', 'package.json', 'package-lock.json', 'tsconfig.json'];
    const known = new Set([...folders, ...others, 'README.md', 'LICENSE', 'CHANGELOG.md']);
    const top = new Set(files.map((path) => path.split('/')[0] ?? ''));
    expect([...top].filter((name) => !known.has(name) && !name.startsWith('.'))).toEqual([]);
  });

  it('sources are named in kebab-case, with dots before what they are', () => {
    expect(
      sources.filter((path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.(ts|tsx|mjs)$/.test(basename(path))),
    ).toEqual([]);
  });

  it('migrations are folders named NNNN-name, numbered without a gap, each with its migration', () => {
    const folders = [
      ...new Set(files.flatMap((path) => /^libs\/persistence\/src\/migrations\/([^/]+)\//.exec(path)?.[1] ?? [])),
    ].sort();
    expect(folders.length).toBeGreaterThan(0);
    expect(folders.filter((name) => !/^\d{4}-[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
    expect(folders.map((name) => Number(name.slice(0, 4)))).toEqual(folders.map((_name, index) => index + 1));
    const bare = folders.filter((name) => !exists(`libs/persistence/src/migrations/${name}/migration.ts`));
    expect(bare).toEqual([]);
  });

  it('a specification says at its top, or in its first describe, what is proved', () => {
    const says = (text: string): boolean =>
      text.startsWith('/**') || /^describe(\.each\(.*\))?\(\s*['"`]\S/m.test(text);
    expect(says(`import x from 'x';\nit('works', () => {});`)).toBe(false);
    expect(sources.filter(isSpecification).filter((path) => !says(read(path)))).toEqual([]);
  });
});
