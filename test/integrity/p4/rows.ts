import { transfersContext } from '#contexts';
import { applyBatch, type Context } from '#event-store';
import type { Database, Sql } from '#persistence';
import { logRecord } from '#testing';
import type { Schedule } from './histories.js';

const tablesOf = ({ projections }: Context): string[] => [...projections.values()].map(({ table }) => table);

/**
 * Columns that tell when we learned something: the only ones that may differ between two schedules. `listed_at` is one
 * of them only where the provider told no time of creation.
 */
const learned = ({ view }: Row): string[] => [
  'sequence',
  'recorded_at',
  ...(view.created_at === null ? ['listed_at'] : []),
];

type Row = Readonly<Record<string, unknown>> & { readonly view: { readonly created_at: string | null } };

/** Empties the log and what was made of it. */
export const wipe = async (database: Database, context: Context = transfersContext): Promise<void> => {
  const kept = ['events', 'entities', 'checkpoints', 'outbox'].map((table) => `${context.schema}.${table}`);
  const tables = [...kept, ...tablesOf(context)];
  await database.query(tables.map((table) => `delete from ${table}`).join('; '));
};

/** Applies a schedule as a consumer does, batch by batch, and returns every row that it left. */
export const rowsAfter = async (
  database: Database,
  schedule: Schedule,
  context: Context = transfersContext,
): Promise<Record<string, unknown[]>> => {
  await wipe(database, context);
  let offset = 0n;
  for (const batch of schedule.batches) {
    const records = batch.map((told) => logRecord(told, offset++));
    // One moment for all: `listed_at` is ours where the provider gave no time.
    const now = () => 1_790_000_000_000;
    await applyBatch(database, context, { clusterId: 'test', topic: 'raw', partition: 0, records }, now);
  }
  return readAll(database, context);
};

const readAll = async (sql: Sql, context: Context): Promise<Record<string, unknown[]>> => {
  const tables: Record<string, unknown[]> = {
    // Of a delivery only what was said counts here; how it came is another event's business.
    events: await sql.query(
      `select event_id, encode(content_digest, 'hex') as digest, kind, scope, entity_id, type, data
       from ${context.schema}.events order by 1, 2`,
    ),
  };
  for (const table of tablesOf(context)) {
    const rows = await sql.query<Row>(`select * from ${table} order by id, scope`);
    tables[table] = rows.map((row) => {
      const left = learned(row);
      return Object.fromEntries(Object.entries(row).filter(([name]) => !left.includes(name)));
    });
  }
  return tables;
};
