/** Documents stay true to the tree: what they link to is there, and every decision is in the index. */
import { basename } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { exists, files, read, target } from './repository.js';

const documents = files.filter((path) => path.endsWith('.md') && !path.startsWith('test/fixtures/'));

const withoutCode = (text: string): string => text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');

/** The relative links of a document: `[text](path#part)`, images, and `[name]: path`. */
const linksIn = (text: string): string[] =>
  [...withoutCode(text).matchAll(/\]\(\s*<?([^)\s>]+)[^)]*\)|^\[[^\]]+\]:\s*(\S+)/gm)]
    .map((match) => match[1] ?? match[2] ?? '')
    .filter((link) => !/^[a-z][a-z0-9+.-]*:/i.test(link));

/** A heading's anchor, as code hosts make it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

const anchorsOf = (path: string): string[] =>
  [...read(path).matchAll(/^#{1,6}\s+(.+)$/gm)].map((match) => anchorOf(match[1] ?? ''));

const isBroken = (from: string, link: string): boolean => {
  const [path = '', anchor] = link.split('#');
  const to = path === '' ? from : target(from, decodeURI(path));
  if (!exists(to)) return true;
  return anchor !== undefined && to.endsWith('.md') && !anchorsOf(to).includes(anchor);
};

const brokenLinks = (from: string, text: string): string[] =>
  linksIn(text)
    .filter((link) => isBroken(from, link))
    .map((link) => `${from}: ${link}`);

describe('links', () => {
  it('a link that leads nowhere is found', () => {
    const planted = '[a](nowhere.md) [b](README.md#no-such-part) [c](README.md) [d](https://x.y) `[e](code.md)`';
    expect(brokenLinks('docs/adr/planted.md', planted)).toEqual([
      'docs/adr/planted.md: nowhere.md',
      'docs/adr/planted.md: README.md#no-such-part',
    ]);
  });

  it('every relative link in a document resolves', () => {
    expect(documents.flatMap((path) => brokenLinks(path, read(path)))).toEqual([]);
  });

  it('every document that a comment names exists', () => {
    const named = files
      .filter((path) => /\.(ts|mjs)$/.test(path) && !path.startsWith('test/tidy/'))
      .flatMap((path) => [...read(path).matchAll(/\bdocs\/[\w/-]+\.md\b/g)].map((match) => ({ path, to: match[0] })));
    expect(named.filter(({ to }) => !exists(to))).toEqual([]);
  });
});

describe('decision records', () => {
  const INDEX = 'docs/adr/README.md';
  const records = documents
    .filter((path) => path.startsWith('docs/adr/') && path !== INDEX && path !== 'docs/adr/template.md')
    .sort();
  const titleOf = (path: string): string => /^# (.+)$/m.exec(read(path))?.[1] ?? '';

  it('are named NNNN-what-was-decided.md and numbered without a gap', () => {
    expect(records.length).toBeGreaterThan(0);
    expect(records.filter((path) => !/^\d{4}-[a-z0-9-]+\.md$/.test(basename(path)))).toEqual([]);
    expect(records.map((path) => Number(basename(path).slice(0, 4)))).toEqual(records.map((_path, index) => index + 1));
  });

  it('have the parts of the template', () => {
    const parts = anchorsOf('docs/adr/template.md').slice(1);
    expect(parts.length).toBeGreaterThan(1);
    const incomplete = records.filter((path) => anchorsOf(path).slice(1).join() !== parts.join());
    expect(incomplete).toEqual([]);
  });

  it('are all in the index, under their own titles', () => {
    const index = read(INDEX);
    const missing = records.filter((path) => !index.includes(`[${titleOf(path)}](${basename(path)})`));
    expect(missing).toEqual([]);
  });
});
