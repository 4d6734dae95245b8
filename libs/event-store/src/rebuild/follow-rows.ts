import type { Sql } from '#persistence';
import type { Context, TouchedEntity } from '../context.js';
import { refKey } from '../entities.js';
import { readKnown } from './rewrite-rows.js';
import type { StaleList } from './stale-list.js';

/**
 * Does what follows from rewritten entities, once all their rows are written: what follows from one may ask for another
 * (a movement for its card), and would undo tomorrow what it did today. From a row that was taken away nothing follows
 * any more: what followed from it is undone.
 */
export const followRows = async (sql: Sql, context: Context, list: StaleList, nowMs: number): Promise<void> => {
  for await (const refs of list.parts()) {
    const rows = await readKnown(sql, context, refs);
    const touched = refs.flatMap((ref): TouchedEntity[] => {
      const row = rows.get(refKey(ref));
      if (row) return [{ kind: ref.kind, scope: ref.scope, view: row.view }];
      if (!ref.gone) return [];
      // A row that was put there by hand may be the copy of another, whose id its view names still.
      return [{ kind: ref.kind, scope: ref.scope, view: { ...ref.gone, id: ref.entityId }, isGone: true }];
    });
    await context.follow?.(sql, touched, nowMs);
  }
};
