import type { Tree } from './json-tree.js';

/** One change of a tree, at one of its nodes. */
export interface Mutation {
  readonly act: 'replace' | 'remove' | 'rename' | 'add' | 'repeat' | 'nest' | 'empty';
  /** Which node, counted from the root on; beyond the last it counts on from the first. */
  readonly at: number;
  readonly key: string;
  readonly value: Tree;
}

export const mutated = (tree: Tree, mutations: readonly Mutation[]): Tree => mutations.reduce(mutate, tree);

// What nests deeper is refused before it is parsed; the reader is met at this depth and far beyond it elsewhere.
const NESTED = 70;

const mutate = (tree: Tree, mutation: Mutation): Tree => {
  const target = mutation.at % countOf(tree);
  let passed = -1;
  const walk = (node: Tree): Tree => {
    passed += 1;
    if (passed === target) return changed(node, mutation);
    if (node.kind === 'array') return { kind: 'array', items: node.items.map(walk) };
    if (node.kind === 'object') {
      return { kind: 'object', members: node.members.map(([key, value]) => [key, walk(value)]) };
    }
    return node;
  };
  return walk(tree);
};

const countOf = (tree: Tree): number => {
  if (tree.kind === 'array') return tree.items.reduce((sum, item) => sum + countOf(item), 1);
  if (tree.kind === 'object') return tree.members.reduce((sum, [, value]) => sum + countOf(value), 1);
  return 1;
};

const changed = (node: Tree, { act, at, key, value }: Mutation): Tree => {
  if (act === 'nest') return nested(node, at % NESTED);
  if (act === 'empty' && node.kind !== 'literal') {
    if (node.kind === 'object') return { kind: 'object', members: [] };
    return node.kind === 'array' ? { kind: 'array', items: [] } : { kind: 'string', value: '' };
  }
  if (node.kind === 'array' && act === 'repeat') return { kind: 'array', items: [...node.items, ...node.items] };
  if (node.kind !== 'object' || act === 'replace') return value;
  const { members } = node;
  const chosen = members.length === 0 ? 0 : at % members.length;
  switch (act) {
    case 'remove':
      return { kind: 'object', members: members.filter((_, place) => place !== chosen) };
    case 'rename':
      return { kind: 'object', members: members.map((one, place) => (place === chosen ? [key, one[1]] : one)) };
    case 'repeat':
      return { kind: 'object', members: [...members, [members[chosen]?.[0] ?? key, value]] };
    default:
      return { kind: 'object', members: [...members, [key, value]] };
  }
};

const nested = (node: Tree, depth: number): Tree => {
  let tree = node;
  for (let level = 0; level < depth; level += 1) {
    tree = level % 2 === 0 ? { kind: 'array', items: [tree] } : { kind: 'object', members: [['data', tree]] };
  }
  return tree;
};
