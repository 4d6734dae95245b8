import { z } from 'zod';
import { InstantView, isEntityId } from '#contracts';
import { decodeCursor, encodeCursor } from '#http';
import type { Sql } from '#persistence';
import type { EntityDescriptor } from '../entities/descriptor.js';
import { answerOf } from '../entities/entity-row.js';
import { selectPage, type Position } from './select-page.js';

/** A parsed query of a list: paging, the range, and filters by column. */
export type ListQuery = Readonly<Record<string, string | undefined>> & {
  readonly cursor?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

export interface Page {
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly next_cursor: string | null;
}

/** The scope of an entity: a provider, or a provider and a source. */
const Scope = z.string().regex(/^[a-z0-9/-]{1,128}$/);

const positionOf = ({ path }: EntityDescriptor) =>
  z.strictObject({ list: z.literal(path), listed_at: InstantView, id: z.string().refine(isEntityId), scope: Scope });

export const listEntities = async (
  sql: Sql,
  descriptor: EntityDescriptor,
  { cursor, from, to, ...filters }: ListQuery,
  limit: number,
): Promise<Page> => {
  const after: Position | undefined = cursor === undefined ? undefined : decodeCursor(cursor, positionOf(descriptor));
  const equal = Object.fromEntries(
    Object.entries(filters).filter((filter): filter is [string, string] => filter[1] !== undefined),
  );
  // One row more than asked for tells whether there is another page.
  const rows = await selectPage(sql, descriptor, { equal, from, to, after, rows: limit + 1 });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    data: page.map((row) => answerOf(descriptor, row)),
    next_cursor: last ? cursorOf(descriptor, last) : null,
  };
};

const cursorOf = ({ path }: EntityDescriptor, { listed_at, id, scope }: Position): string =>
  encodeCursor({ list: path, listed_at, id, scope });
