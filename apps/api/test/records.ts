import { randomUUID } from 'node:crypto';
import type { Sql } from '#persistence';

interface StoredView {
  readonly id: string;
  readonly provider: string;
  readonly source: string;
  readonly livemode: boolean;
  readonly state: string | null;
  readonly final: boolean;
  readonly conflicted: boolean;
}

/** Columns of each projection beyond those that all have: filters read them, answers read the view. */
const COLUMNS = {
  transfers: ['direction', 'account_id', 'batch_id', 'external_id', 'rail'],
  transfer_batches: ['account_id', 'origin'],
  collection_intents: ['account_id', 'collection_link_id', 'external_id'],
  payouts: ['account_id', 'external_id', 'method'],
  direct_debits: ['kind', 'account_id', 'mandate_id', 'method'],
} as const;

export type Projection = keyof typeof COLUMNS;

/** Writes a row as the transfers context would. */
export const store = async (
  sql: Sql,
  projection: Projection,
  view: StoredView,
  row: { readonly scope?: string; readonly listedAt?: string; readonly sequence?: bigint } = {},
): Promise<void> => {
  const values: Record<string, unknown> = {
    id: view.id,
    scope: row.scope ?? view.provider,
    provider: view.provider,
    source: view.source,
    livemode: view.livemode,
    state: view.state,
    final: view.final,
    conflicted: view.conflicted,
    view: JSON.stringify(view),
    fold: '{}',
    last_position: '',
    listed_at: row.listedAt ?? '2026-03-02T14:03:22.000001Z',
    sequence: row.sequence ?? 1n,
  };
  for (const column of COLUMNS[projection]) values[column] = (view as unknown as Record<string, unknown>)[column];
  const columns = Object.keys(values);
  await sql.query(
    `insert into transfers.${projection} (${columns.join(', ')})
     values (${columns.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(values),
  );
};

export interface EventRow {
  readonly eventId: string;
  readonly entityId: string;
  readonly kind: string;
  readonly scope?: string;
  readonly digest?: number;
  readonly type?: string;
  readonly occurredAt?: string | null;
  readonly receivedAt?: string;
}

/** Writes one content of an event into the log. */
export const storeEvent = async (sql: Sql, event: EventRow): Promise<void> => {
  await sql.query(
    `insert into transfers.events (event_id, content_digest, kind, scope, entity_id, provider, source, type,
                                   occurred_at, received_at, delivery_id, origin, late, livemode, data)
     values ($1, $2, $3, $4, $5, 'mono-colombia', 'mono-colombia', $6, $7, $8, $9, 'webhook', false, true, '{}')`,
    [
      event.eventId,
      Buffer.alloc(32, event.digest ?? 0),
      event.kind,
      event.scope ?? 'mono-colombia',
      event.entityId,
      event.type ?? 'la.mono.bank_transfer_approved',
      event.occurredAt ?? null,
      event.receivedAt ?? '2026-03-02T14:03:22.000000Z',
      randomUUID(),
    ],
  );
};

export const park = async (sql: Sql, key: string): Promise<void> => {
  await sql.query(
    `insert into transfers.parked_keys (id, consumer, record_key, reason, detail)
     values ($1, 'transfers', $2, 'undecodable', 'a test')`,
    [randomUUID(), key],
  );
};
