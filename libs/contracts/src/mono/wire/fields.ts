import { z } from 'zod';
import { moneyOf, parseInstant, parseMinorUnits, type Instant } from '#kernel';
import type { MoneyView } from '../../views/common.js';

/**
 * Fields as Mono sends them. Only what names the entity is required; everything else may be missing, null or of
 * another type, and then counts as not known. Money is the exception: an amount that is there but is no integer of
 * minor units makes the event undecodable, since rounding it would be a lie.
 */
const absent = <T>(schema: z.ZodType<T>) => schema.nullish().catch(null);

/** Text, or a number where Mono slips (account numbers); empty text says nothing. */
export const text = absent(
  z.union([z.string(), z.number(), z.bigint()]).transform((value) => {
    const plain = String(value);
    return plain === '' ? null : plain;
  }),
).transform((value) => value ?? null);

export const flag = absent(z.boolean()).transform((value) => value ?? null);

export const instant = z
  .unknown()
  .transform((value): Instant | null => parseInstant(value) ?? null)
  .optional()
  .transform((value): Instant | null => value ?? null);

export const object = <Shape extends z.ZodRawShape>(shape: Shape) =>
  absent(z.looseObject(shape)).transform((v) => v ?? null);

/** Wire money as the views show it; null where there is none. */
export const moneyView = (amount: bigint, currency: string): MoneyView => {
  const money = moneyOf(amount, currency);
  return { amount: money.amount.toString(), currency: money.currency };
};

const minorUnits = z.unknown().transform((value, context) => {
  const amount = parseMinorUnits(value);
  if (amount !== undefined) return amount;
  context.addIssue('is not an integer of minor units');
  return z.NEVER;
});

/** Colombia: `{"amount": int64, "currency": "COP"}`. */
export const money = z
  .object({ amount: minorUnits, currency: z.string().min(1).max(16) })
  .transform(({ amount, currency }) => moneyView(amount, currency))
  .nullish()
  .transform((value) => value ?? null);

/** Nigeria: an integer of kobo, or its digits as text; the currency stands beside it, or is NGN. */
export const kobo = minorUnits.nullish().transform((value) => value ?? null);
