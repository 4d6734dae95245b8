import { z } from 'zod';
import { DeliveryVerdict, InstantView, type Delivery } from '#contracts';
import { decodeCursor, encodeCursor, PagingQuery } from '#http';
import type { Sql } from '#persistence';
import { deliveryAnswer, selectDeliveries, type DeliveryRow } from '../deliveries/delivery-row.js';
import { moment, text } from '../entities/filters.js';

export const DeliveriesQuery = z.strictObject({
  ...PagingQuery,
  source: text.meta({ description: 'The slug of a webhook source' }),
  verdict: DeliveryVerdict.optional(),
  event_id: text.meta({ description: 'Every delivery under one event id' }),
  from: moment.meta({ format: 'date-time', description: 'Received at or after: ISO 8601, inclusive' }),
  to: moment.meta({ format: 'date-time', description: 'Received before: ISO 8601, exclusive' }),
});
export type DeliveriesQuery = z.infer<typeof DeliveriesQuery>;

export interface DeliveryPage {
  readonly data: readonly Delivery[];
  readonly next_cursor: string | null;
}

const Position = z.strictObject({ list: z.literal('deliveries'), received_at: InstantView, id: z.guid() });

/** Newest first, by receipt: a month that a filter leaves out is not looked at. */
export const listDeliveries = async (sql: Sql, query: DeliveriesQuery): Promise<DeliveryPage> => {
  const { limit, cursor, source, verdict, event_id: eventId, from, to } = query;
  const after = cursor === undefined ? undefined : decodeCursor(cursor, Position);
  const conditions: string[] = ['true'];
  const parameters: unknown[] = [];
  const where = (condition: (parameter: string) => string, value: unknown): void => {
    if (value === undefined) return;
    parameters.push(value);
    conditions.push(condition(`$${String(parameters.length)}`));
  };
  where((p) => `d.source = ${p}`, source);
  where((p) => `d.verdict = ${p}`, verdict);
  where(
    (p) =>
      `(d.received_at, d.delivery_id) in (select i.received_at, i.delivery_id from journal.delivery_ids i where i.event_id = ${p})`,
    eventId,
  );
  where((p) => `d.received_at >= ${p}`, from);
  where((p) => `d.received_at < ${p}`, to);
  where((p) => `d.received_at <= ${p}`, after?.received_at);
  if (after) {
    parameters.push(after.received_at, after.id);
    const [at, id] = [parameters.length - 1, parameters.length].map((n) => `$${String(n)}`);
    conditions.push(`(d.received_at, d.delivery_id) < (${at ?? ''}::timestamptz, ${id ?? ''}::uuid)`);
  }
  parameters.push(limit + 1);
  const rows = await sql.query<DeliveryRow>(
    selectDeliveries(
      `${conditions.join(' and ')}
       order by d.received_at desc, d.delivery_id desc limit $${String(parameters.length)}`,
    ),
    parameters,
  );
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { data: page.map(deliveryAnswer), next_cursor: last ? cursorOf(last) : null };
};

const cursorOf = ({ received_at, delivery_id: id }: DeliveryRow): string =>
  encodeCursor({ list: 'deliveries', received_at, id });
