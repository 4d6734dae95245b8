import { z } from 'zod';
import type { Delivery } from '#contracts';
import { ProblemError } from '#http';
import { findRow, type JournalRow } from '#journal';
import type { Sql } from '#persistence';
import { deliveryAnswer, ONE_DELIVERY, selectDeliveries, type DeliveryRow } from '../deliveries/delivery-row.js';

const isDeliveryId = (id: string): boolean => z.guid().safeParse(id).success;

/** @throws ProblemError `not_found` for what was not archived */
export const getDelivery = async (sql: Sql, id: string): Promise<Delivery> => {
  const [row] = isDeliveryId(id) ? await sql.query<DeliveryRow>(selectDeliveries(ONE_DELIVERY), [id]) : [];
  if (!row) throw noDelivery();
  return deliveryAnswer(row);
};

/** A delivery with its bytes. @throws ProblemError `not_found` for what was not archived */
export const storedDelivery = async (sql: Sql, id: string): Promise<JournalRow> => {
  const row = isDeliveryId(id) ? await findRow(sql, id) : undefined;
  if (!row) throw noDelivery();
  return row;
};

/** The exact bytes. @throws ProblemError `not_found`, or `erased` when they are gone for good */
export const getRawDelivery = async (sql: Sql, id: string): Promise<Buffer> => {
  const row = await storedDelivery(sql, id);
  if (row.body === null) throw erasedDelivery(row);
  return row.body;
};

export const erasedDelivery = ({ erasedAt }: Pick<JournalRow, 'erasedAt'>): ProblemError =>
  new ProblemError('erased', `The bytes of this delivery were erased at ${erasedAt ?? '?'}.`);

const noDelivery = (): ProblemError =>
  new ProblemError('not_found', 'No delivery is archived under this id. One that was just answered is within seconds.');
