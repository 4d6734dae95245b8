import type { BaseView, FoldableEvent } from '#contracts';
import type { Instant } from '#kernel';
import type { Sql } from '#persistence';
import type { Projection } from '../context.js';
import type { EntityRef } from '../entities.js';
import { foldAll, type FoldedEntity, type Placed } from '../fold-entity.js';
import { columnsOf } from '../projection-rows.js';
import { contentOf, differingFields, expectedValues, valuesOf, type Values } from './compare-row.js';
import type { Difference } from './difference.js';
import { learnedWrongly } from './learned.js';
import { digestOf, hexOf, plus } from './row-digest.js';
import { readOrphans, readTableRows, rowKey, type TableRow } from './table-rows.js';

/** What a table came to. */
export interface TableProof {
  readonly table: string;
  /** Rows that the log says there must be, and rows that there are. */
  readonly expected: { readonly rows: number; readonly digest: string };
  readonly found: { readonly rows: number; readonly digest: string };
  /** Rows that another version of the fold wrote: of what it remembered nothing was compared. */
  readonly otherVersions: number;
}

/** How many rows a side of a table has, and the digest of them. */
interface Sum {
  rows: number;
  digest: bigint;
}

/** What a part of a table came to; parts add up. */
export interface TableSums {
  readonly table: string;
  readonly expected: Readonly<Sum>;
  readonly found: Readonly<Sum>;
  readonly otherVersions: number;
}

/** A table out of its parts. */
export const proofOf = (table: string, parts: readonly TableSums[]): TableProof => {
  const whole = (sums: readonly Readonly<Sum>[]) => ({
    rows: sums.reduce((rows, one) => rows + one.rows, 0),
    digest: hexOf(sums.reduce((digest, one) => plus(digest, one.digest), 0n)),
  });
  return {
    table,
    expected: whole(parts.map(({ expected }) => expected)),
    found: whole(parts.map(({ found }) => found)),
    otherVersions: parts.reduce((rows, one) => rows + one.otherVersions, 0),
  };
};

const add = (sum: Sum, content: string): void => {
  sum.rows += 1;
  sum.digest = plus(sum.digest, digestOf(content));
};

/** What the table holds of entities of which the log has nothing. */
export const readOrphanSums = async (
  tables: Sql,
  schema: string,
  projection: Projection,
  differ: (difference: Difference) => void,
  stale: (ref: EntityRef) => void,
): Promise<TableSums> => {
  const proof = new ProjectionProof(projection, differ, stale);
  for (const row of await readOrphans(tables, schema, projection)) proof.isSuperfluous(row);
  return proof.sums;
};

/** An entity and those of its events that have a part in its view. */
export interface PlacedEntity {
  readonly ref: EntityRef;
  readonly events: readonly Placed<FoldableEvent>[];
  readonly firstClaimedAt: Instant;
}

/** Compares one table with what its fold makes of the log, part by part. */
export class ProjectionProof {
  private readonly columns;
  private readonly expected: Sum = { rows: 0, digest: 0n };
  private readonly found: Sum = { rows: 0, digest: 0n };
  private otherVersions = 0;

  /** @param stale told of each entity whose row a rebuild would write anew, or take away */
  constructor(
    private readonly projection: Projection,
    private readonly differ: (difference: Difference) => void,
    private readonly stale: (ref: EntityRef) => void,
  ) {
    this.columns = columnsOf(projection);
  }

  /** Folds these entities anew, and looks up what the table holds of them. */
  async compare(tables: Sql, entities: readonly PlacedEntity[]): Promise<void> {
    const reading = readTableRows(
      tables,
      this.projection,
      entities.map(({ ref }) => ref),
    );
    // The database works on its part while we fold; a failure is thrown where it is awaited.
    reading.catch(() => undefined);
    const folded = entities.map(({ events }) => foldAll(this.projection.fold, events));
    const rows = await reading;
    for (const [at, entity] of entities.entries()) {
      this.compareRow(entity, folded[at], rows.get(rowKey(entity.ref.scope, entity.ref.entityId)));
    }
  }

  get sums(): TableSums {
    const { expected, found, otherVersions } = this;
    return { table: this.projection.table, expected, found, otherVersions };
  }

  /** Notes a row that the log says nothing of. */
  isSuperfluous(row: TableRow): void {
    add(this.found, contentOf(this.columns, valuesOf(this.columns, row)));
    const { scope, id } = row;
    this.stale({ kind: this.projection.fold.kind, scope, entityId: id });
    this.differ({ table: this.projection.table, problem: 'superfluous', scope, id, fields: [], detail: null });
  }

  private compareRow(
    { ref, events, firstClaimedAt }: PlacedEntity,
    folded: FoldedEntity<BaseView, unknown> | undefined,
    row: TableRow | undefined,
  ): void {
    if (!folded) {
      if (row) this.isSuperfluous(row);
      return;
    }
    const { columns } = this;
    const expected = expectedValues(columns, ref.scope, folded, row);
    const content = contentOf(columns, expected);
    add(this.expected, content);
    const place = { table: this.projection.table, scope: ref.scope, id: ref.entityId };
    if (!row) {
      this.stale(ref);
      this.differ({ ...place, problem: 'missing', fields: [], detail: null });
      return;
    }
    const fields = this.differing(expected, row);
    // What another version remembers is no difference, and is folded anew all the same: a rebuild leaves one version.
    const isOfAnother = row.fold_version !== this.projection.fold.version;
    if (isOfAnother) this.otherVersions += 1;
    if (fields.length > 0 || isOfAnother) this.stale(ref);
    // Equal is what `differing` says: another order of the members of an object is no other content.
    add(this.found, fields.length === 0 ? content : contentOf(columns, valuesOf(columns, row)));
    if (fields.length > 0) this.differ({ ...place, problem: 'differs', fields, detail: this.reasonOf(events, row) });
    const learned = learnedWrongly(row, { firstClaimedAt, createdAt: folded.view.created_at });
    if (learned.length > 0) this.differ({ ...place, problem: 'broken', fields: learned, detail: LEARNED_WRONGLY });
  }

  private differing(expected: Values, row: TableRow): readonly string[] {
    const { columns, projection } = this;
    return differingFields(columns, expected, valuesOf(columns, row), row.fold_version === projection.fold.version);
  }

  /** Why a row may differ: an event that it leaves out, or one that the log does not have. */
  private reasonOf(events: readonly Placed<FoldableEvent>[], row: TableRow): string | null {
    if (row.fold_version !== this.projection.fold.version) {
      return `version ${row.fold_version} of its fold wrote it, today's is ${this.projection.fold.version}`;
    }
    if (!events.some(({ position }) => position === row.last_position)) {
      return `its last event is ${eventOf(row.last_position)}, which the log does not have`;
    }
    const left = events.length <= TRIED_MAX ? events.find((one) => this.isWithout(events, one, row)) : undefined;
    return left ? `event ${left.stored.eventId} of the log is not in it` : null;
  }

  private isWithout(events: readonly Placed<FoldableEvent>[], left: Placed<FoldableEvent>, row: TableRow): boolean {
    const folded = foldAll(
      this.projection.fold,
      events.filter((one) => one !== left),
    );
    return (
      folded !== undefined && this.differing(expectedValues(this.columns, row.scope, folded, row), row).length === 0
    );
  }
}

const LEARNED_WRONGLY = 'It cannot have been learned so';

/** Folding a history once for each of its events is its square: a hundred events are some ten milliseconds. */
const TRIED_MAX = 100;

/** A position is place, event id and content; the place may hold anything. */
const eventOf = (position: string): string => position.split('|').at(-2) ?? '';
