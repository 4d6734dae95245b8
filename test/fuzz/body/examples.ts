import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Provider } from '#contracts';
import { MONO } from '../engine/places.js';
import { treeOf, type Tree } from './json-tree.js';

/** A body as Mono sends it, from the examples of every event that is documented. */
export interface Example {
  readonly name: string;
  readonly provider: Provider;
  readonly tree: Tree;
}

const read = (country: 'colombia' | 'nigeria', provider: Provider): Example[] => {
  const folder = join(MONO, 'examples', country);
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const value = JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown;
      return { name: name.replace(/\.json$/, ''), provider, tree: treeOf(value) };
    });
};

export const EXAMPLES: readonly Example[] = [...read('colombia', 'mono-colombia'), ...read('nigeria', 'mono-nigeria')];
