import { z } from 'zod';
import { InstantView, isEntityId, Provider, type Conflict } from '#contracts';
import { decodeCursor, encodeCursor, PagingQuery, positionText, ProblemError } from '#http';
import type { Sql } from '#persistence';
import { conflictAnswer } from '../conflicts/conflict-answer.js';
import { parseConflictId } from '../conflicts/conflict-id.js';
import { factsOf, findRow, rowOf, selectFrom, type ConflictRow, type SelectedRow } from '../conflicts/conflict-rows.js';
import { conflictSources, type ConflictSource } from '../conflicts/conflict-sources.js';
import { text } from '../entities/filters.js';

export const ConflictsQuery = z.strictObject({
  ...PagingQuery,
  context: text,
  kind: text,
  provider: Provider.optional(),
  source: text.meta({ description: 'The slug of a webhook source' }),
});
export type ConflictsQuery = z.infer<typeof ConflictsQuery>;

export interface ConflictPage {
  readonly data: readonly Conflict[];
  readonly next_cursor: string | null;
}

const Position = z.strictObject({
  list: z.literal('conflicts'),
  listed_at: InstantView,
  id: z.string().refine(isEntityId),
  kind: positionText.max(64),
  scope: positionText.max(128),
  context: positionText.max(64),
});
type Position = z.infer<typeof Position>;

/** Entities in conflict, of all contexts, newest first; one that is decided leaves the list. */
export const listConflicts = async (
  sql: Sql,
  { limit, cursor, context, kind, ...filters }: ConflictsQuery,
): Promise<ConflictPage> => {
  const after = cursor === undefined ? undefined : decodeCursor(cursor, Position);
  const wished = conflictSources.filter(
    (one) => (context === undefined || one.context === context) && (kind === undefined || one.kind === kind),
  );
  const rows = wished.length === 0 ? [] : await selectConflicted(sql, wished, filters, after, limit + 1);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const facts = await factsOf(sql, page);
  return { data: page.map((row) => conflictAnswer(row, facts(row))), next_cursor: last ? cursorOf(last) : null };
};

/** @throws ProblemError `not_found` when nothing was ever told of it with differing content */
export const getConflict = async (sql: Sql, id: string): Promise<Conflict> => {
  const { row, facts } = await findConflict(sql, id);
  return conflictAnswer(row, facts);
};

/** The entity and its facts in conflict, decided ones too. */
export const findConflict = async (sql: Sql, id: string) => {
  const entity = parseConflictId(id);
  const row = entity && (await findRow(sql, entity));
  const facts = row ? (await factsOf(sql, [row]))(row) : [];
  if (!row || facts.length === 0) throw new ProblemError('not_found', 'No conflict has this id.');
  return { row, facts };
};

const selectConflicted = async (
  sql: Sql,
  sources: readonly ConflictSource[],
  { provider, source }: Pick<ConflictsQuery, 'provider' | 'source'>,
  after: Position | undefined,
  limit: number,
): Promise<ConflictRow[]> => {
  const order = 'order by listed_at desc, id desc, kind desc, scope desc, context desc limit $8';
  // Each table finds its own by the partial index of what is conflicted, which is small: conflicts are rare.
  const ofSource = (one: ConflictSource): string => `(
    select * from (${selectFrom(one)} where e.conflicted) c
    where ($1::text is null or provider = $1) and ($2::text is null or source = $2)
      and ($3::timestamptz is null or (listed_at, id, kind, scope, context)
           < ($3, $4 collate "C", $5 collate "C", $6 collate "C", $7 collate "C"))
    ${order})`;
  const rows = await sql.query<SelectedRow>(
    `select * from (${sources.map(ofSource).join('\n    union all ')}) c ${order}`,
    [
      ...[provider ?? null, source ?? null, after?.listed_at ?? null, after?.id ?? null, after?.kind ?? null],
      ...[after?.scope ?? null, after?.context ?? null, limit],
    ],
  );
  return rows.flatMap((row) => {
    const of = sources.find(({ context, kind }) => context === row.context && kind === row.kind);
    return of ? [rowOf(of, row)] : [];
  });
};

const cursorOf = ({ listedAt, id, scope, source: { kind, context } }: ConflictRow): string =>
  encodeCursor({ list: 'conflicts', listed_at: listedAt, id, kind, scope, context });
