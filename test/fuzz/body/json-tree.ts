/**
 * JSON as it is written, not as it is read: a key may stand twice, a number has the digits that it has. What a sender
 * can write is more than what `JSON.stringify` would.
 */
export type Tree =
  | { readonly kind: 'object'; readonly members: readonly (readonly [key: string, value: Tree])[] }
  | { readonly kind: 'array'; readonly items: readonly Tree[] }
  | { readonly kind: 'string'; readonly value: string }
  /** As it stands: a number, `true`, `null`, or what is no JSON at all. */
  | { readonly kind: 'literal'; readonly text: string };

export const string = (value: string): Tree => ({ kind: 'string', value });
export const literal = (text: string): Tree => ({ kind: 'literal', text });

export const treeOf = (value: unknown): Tree => {
  if (typeof value === 'string') return string(value);
  if (Array.isArray(value)) return { kind: 'array', items: value.map(treeOf) };
  if (typeof value === 'object' && value !== null) {
    return { kind: 'object', members: Object.entries(value).map(([key, member]) => [key, treeOf(member)]) };
  }
  return literal(JSON.stringify(value));
};

/** How a tree is laid out: none of it changes what is said. */
export interface Layout {
  /** Between tokens. */
  readonly space: string;
  /** Another order of the members; 0 leaves it. */
  readonly order: number;
  /** Every character of a string as `\uXXXX`. */
  readonly escaped: boolean;
}

export const PLAIN: Layout = { space: '', order: 0, escaped: false };

export const write = (tree: Tree, layout: Layout = PLAIN): string => {
  const { space } = layout;
  switch (tree.kind) {
    case 'literal':
      return tree.text;
    case 'string':
      return writeString(tree.value, layout);
    case 'array':
      return `[${space}${tree.items.map((item) => write(item, layout)).join(`${space},${space}`)}${space}]`;
    case 'object': {
      const members = reordered(tree.members, layout.order).map(
        ([key, value]) => `${writeString(key, layout)}${space}:${space}${write(value, layout)}`,
      );
      return `{${space}${members.join(`${space},${space}`)}${space}}`;
    }
  }
};

const writeString = (text: string, { escaped }: Layout): string => {
  if (!escaped) return JSON.stringify(text);
  let written = '';
  for (let at = 0; at < text.length; at += 1) written += `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`;
  return `"${written}"`;
};

const reordered = <Member>(members: readonly Member[], order: number): readonly Member[] => {
  if (order === 0) return members;
  const turned = members.map((_, at) => members[(at + order) % members.length] as Member);
  return order % 2 === 0 ? turned : turned.reverse();
};

/** Whether an object of it has a key twice: then the order of its members says something. */
export const repeatsKey = (tree: Tree): boolean => {
  if (tree.kind === 'array') return tree.items.some(repeatsKey);
  if (tree.kind !== 'object') return false;
  const keys = tree.members.map(([key]) => key);
  return new Set(keys).size < keys.length || tree.members.some(([, value]) => repeatsKey(value));
};

export const memberOf = (tree: Tree | undefined, key: string): Tree | undefined =>
  tree?.kind === 'object' ? tree.members.find(([name]) => name === key)?.[1] : undefined;

/** The object with this member, in its place if it had it. */
export const withMember = (tree: Tree, key: string, value: Tree): Tree => {
  if (tree.kind !== 'object') return tree;
  const had = tree.members.some(([name]) => name === key);
  const members = tree.members.map((member) => (member[0] === key ? ([key, value] as const) : member));
  return { kind: 'object', members: had ? members : [...members, [key, value]] };
};
