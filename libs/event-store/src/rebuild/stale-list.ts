import type { BaseView, EntityKind } from '#contracts';
import { invariant } from '#kernel';
import { joinedJson, jsonTexts, type Sql } from '#persistence';
import { entityArrays, type EntityRef } from '../entities.js';

/** Entities at a time: their events and rows are some megabytes, and a round trip is paid once for so many. */
const PART_MAX = 1_000;

/** An entity of the list. */
export interface StaleEntity extends EntityRef {
  /** What its row said that was taken away, if one was. */
  readonly gone: BaseView | null;
}

/** A row that was taken away, as it is noted. */
export interface GoneRow extends EntityRef {
  /** As JSON. */
  readonly viewText: string;
}

/**
 * The entities whose rows a rebuild will write, in a table that only its own transaction sees: memory does not grow with
 * them, and nothing of it is left however the transaction ends.
 */
export class StaleList {
  private added: Promise<unknown> = Promise.resolve();
  private length = 0;

  private constructor(private readonly sql: Sql) {}

  static async make(sql: Sql): Promise<StaleList> {
    await sql.query(
      `create temp table stale_entities (entity_id text collate "C" not null, kind text not null, scope text not null,
                                         gone json)
       on commit drop`,
    );
    return new StaleList(sql);
  }

  /** How many there are. */
  get size(): number {
    return this.length;
  }

  /** Adds entities, each once; `settled` tells whether it succeeded. */
  readonly add = (refs: readonly EntityRef[]): void => {
    this.length += refs.length;
    this.added = this.added.then(() =>
      this.sql.query(
        `insert into stale_entities (entity_id, kind, scope) select * from unnest($1::text[], $2::text[], $3::text[])`,
        [refs.map(({ entityId }) => entityId), refs.map(({ kind }) => kind), refs.map(({ scope }) => scope)],
      ),
    );
    // It is awaited later; meanwhile a failure belongs to nobody.
    this.added.catch(() => undefined);
  };

  /** Waits until everything is written down. */
  async settled(): Promise<void> {
    await this.added;
    await this.sql.query('analyze stale_entities');
  }

  /** Locks all of them in the order in which every batch locks its own: the two wait for each other, never in a circle. */
  async lock(schema: string): Promise<void> {
    await this.sql.query(
      `insert into ${schema}.entities (kind, scope, entity_id)
       select kind, scope, entity_id from stale_entities s
       where exists (select from ${schema}.events e
                     where e.entity_id = s.entity_id and e.kind = s.kind and e.scope = s.scope)
       order by entity_id, kind, scope
       on conflict do nothing`,
    );
    await this.sql.query(
      `select count(*) from (
         select from ${schema}.entities e join stale_entities using (kind, scope, entity_id)
         order by e.entity_id, e.kind, e.scope for update of e
       ) locked`,
    );
  }

  /** Notes rows that were taken away, for who comes through the list after this. */
  async noteGone(rows: readonly GoneRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.sql.query(
      `update stale_entities s set gone = row.view::json
       from unnest($1::text[], $2::text[], $3::text[], ${jsonTexts('$4')}) as row (kind, scope, entity_id, view)
       where s.kind = row.kind and s.scope = row.scope and s.entity_id = row.entity_id`,
      [...entityArrays(rows), joinedJson(rows.map(({ viewText }) => viewText))],
    );
  }

  /**
   * All of them, some at a time. The next ones are asked for with `next`, between two statements of the caller's: a
   * connection does one thing at a time.
   */
  async *parts(): AsyncGenerator<readonly StaleEntity[]> {
    invariant(this.length > 0, 'an empty list has no parts');
    await this.sql.query(
      `declare stale no scroll cursor for select * from stale_entities order by entity_id, kind, scope`,
    );
    for (;;) {
      const rows = await this.sql.query<{ entity_id: string; kind: EntityKind; scope: string; gone: BaseView | null }>(
        `fetch ${String(PART_MAX)} from stale`,
      );
      if (rows.length === 0) break;
      yield rows.map(({ entity_id: entityId, ...row }) => ({ entityId, ...row }));
    }
    await this.sql.query('close stale');
  }
}
