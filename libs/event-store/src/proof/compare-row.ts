import { parseExact, type BaseView } from '#contracts';
import { canonicalJson } from '#idempotency';
import { storableJson } from '#persistence';
import type { FoldedEntity } from '../fold-entity.js';
import type { Column, ProjectionRow } from '../projection-rows.js';
import type { TableRow } from './table-rows.js';

/** The values of a row, column by column, as they are written. */
export type Values = readonly Value[];
type Value = string | number | bigint | boolean | null;

/** What a row must hold. Where only its own past tells (when we learned of it), the row itself is asked. */
export const expectedValues = (
  columns: readonly Column[],
  scope: string,
  entity: FoldedEntity<BaseView, unknown>,
  row: TableRow | undefined,
): Values => {
  const expected: ProjectionRow = {
    ...entity,
    scope,
    viewText: storableJson(entity.view),
    listedAt: entity.view.created_at ?? row?.listed_at ?? '',
    sequence: row?.sequence ?? 0n,
  };
  return columns.map(({ of }) => (of(expected) ?? null) as Value);
};

export const valuesOf = (columns: readonly Column[], row: TableRow): Values =>
  columns.map(({ name }) => row[name] as Value);

/** Columns that tell when we learned something: the log does not know them. */
const LEARNED: ReadonlySet<string> = new Set(['listed_at', 'sequence']);

/** What a row says of its entity, as one text to be digested. */
export const contentOf = (columns: readonly Column[], values: Values): string => {
  let text = '';
  for (const [at, { name }] of columns.entries()) if (!LEARNED.has(name)) text += `${String(values[at])}\u001f`;
  return text;
};

/** What another version of the fold may hold otherwise: its memory means nothing to ours, and its places may differ. */
const OF_A_VERSION: ReadonlySet<string> = new Set(['fold', 'fold_version', 'last_position']);

/**
 * The names of what differs: columns, and `view.<field>`.
 *
 * @param sameVersion whether today's version of the fold wrote the row
 */
export const differingFields = (
  columns: readonly Column[],
  expected: Values,
  found: Values,
  sameVersion: boolean,
): readonly string[] =>
  columns.flatMap((column, at) =>
    !sameVersion && OF_A_VERSION.has(column.name) ? [] : differingIn(column, expected[at] ?? null, found[at] ?? null),
  );

const differingIn = ({ name, type }: Column, expected: Value, found: Value): string[] => {
  if (expected === found) return [];
  if (expected === null || found === null) return [name];
  const [a, b] = [String(expected), String(found)];
  if (a === b || (type === 'numeric' && plainDigits(a) === plainDigits(b))) return [];
  if (type !== 'json') return [name];
  const members = differingMembers(a, b);
  return name === 'view' ? members.map((member) => `view.${member}`) : members.length > 0 ? [name] : [];
};

/** A column with decimals writes as many as it has. */
const plainDigits = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

/** Which members of two objects differ; another order of the same is no difference. */
const differingMembers = (a: string, b: string): string[] => {
  const [ours, theirs] = [a, b].map((text) => parseExact(text) as Readonly<Record<string, unknown>>);
  const names = new Set([...Object.keys(ours ?? {}), ...Object.keys(theirs ?? {})]);
  return [...names].filter((name) => textOf(ours?.[name]) !== textOf(theirs?.[name])).sort();
};

const textOf = (value: unknown): string | undefined => (value === undefined ? undefined : canonicalJson(value));
