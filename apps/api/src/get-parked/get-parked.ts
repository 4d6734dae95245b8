import { z } from 'zod';
import type { ParkedKey } from '#contracts';
import { ProblemError } from '#http';
import type { Sql } from '#persistence';
import { parkedAnswer, selectParked, type ParkedRow } from '../parked/parked-row.js';

/** @throws ProblemError `not_found` when nothing is parked under this id: released meanwhile, or never there */
export const getParked = async (sql: Sql, id: string): Promise<ParkedKey> => {
  const [row] = isParkedId(id) ? await sql.query<ParkedRow>(selectParked('k.id = $1'), [id]) : [];
  if (!row) throw nothingParked();
  return parkedAnswer(row);
};

export const isParkedId = (id: string): boolean => z.uuid().safeParse(id).success;

export const nothingParked = (): ProblemError =>
  new ProblemError('not_found', 'No key is parked under this id: it was released, or never was.');
