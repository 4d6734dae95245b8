import { z } from 'zod';
import { instantOf, moneyOf, parseInstant, parseMinorUnits, type Instant } from '#kernel';
import type { MoneyView } from '../../views/common.js';

/**
 * Fields as Mono sends them. Only what names the entity is required; everything else may be missing, null or of
 * another type, and then counts as not known. Money is the exception: an amount that is there but is no integer of
 * minor units makes the event undecodable, since rounding it would be a lie.
 */
const absent = <T>(schema: z.ZodType<T>) => schema.nullish().catch(null);

const storable = (plain: string): string => plain.replaceAll('\0', '').toWellFormed();

/**
 * Text, or a number where Mono slips (account numbers); empty text says nothing. What PostgreSQL cannot hold (NUL, lone
 * surrogates) is taken out here already, so that an event says the same from the wire and from the log.
 */
export const text = absent(
  z.union([z.string(), z.number(), z.bigint()]).transform((value) => {
    const plain = storable(String(value));
    return plain === '' ? null : plain;
  }),
).transform((value) => value ?? null);

/** An id, or the object that has it under one of these names. */
export const textOrIdOf = (...names: readonly string[]) =>
  z
    .unknown()
    .optional()
    .transform((value): string | null => {
      const told = isObject(value) ? names.map((name) => value[name]).find((id) => typeof id === 'string') : value;
      return text.parse(typeof told === 'string' ? told : null);
    });

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const flag = absent(z.boolean()).transform((value) => value ?? null);

export const instant = z
  .unknown()
  .transform((value): Instant | null => parseInstant(value) ?? null)
  .optional()
  .transform((value): Instant | null => value ?? null);

/** An object whose fields are of this kind; of anything else nothing is known. Money inside is as strict as outside. */
export const object = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .preprocess((value) => (isObject(value) ? value : null), z.looseObject(shape).nullable())
    .optional()
    .transform((value) => value ?? null);

/** A list of what is of this kind; of anything else nothing is known. */
export const list = <Item>(item: z.ZodType<Item>) =>
  z
    .preprocess((value) => (Array.isArray(value) ? value : null), z.array(item).nullable())
    .optional()
    .transform((value) => value ?? null);

/** How many of something: it counts no money, so that what is no count is only not known. */
export const count = absent(z.int().nonnegative()).transform((value) => value ?? null);

/** Unix time in milliseconds, where Mono writes it so. */
export const epochMs = absent(
  z
    .int()
    .min(0)
    .max(Date.UTC(9999, 11, 31)),
).transform((value): Instant | null => (typeof value === 'number' ? instantOf(value) : null));

/** What is wrong with an object of the wire, in one line: fields and faults, never their values. */
export const whatIsWrong = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; ');

/** Wire money as the views show it; null where there is none. */
export const moneyView = (amount: bigint, currency: string): MoneyView => {
  const money = moneyOf(amount, currency);
  return { amount: money.amount.toString(), currency: money.currency };
};

const minorUnits = z.unknown().transform((value, context) => {
  const amount = parseMinorUnits(value);
  if (amount !== undefined) return amount;
  context.addIssue('is not an integer of minor units with at most 38 digits');
  return z.NEVER;
});

/** Colombia: `{"amount": int64, "currency": "COP"}`. */
export const money = z
  .object({ amount: minorUnits, currency: z.string().transform(storable).pipe(z.string().min(1).max(16)).nullish() })
  // An amount of nobody knows what is no amount.
  .transform(({ amount, currency }) => (currency ? moneyView(amount, currency) : null))
  .nullish()
  .transform((value) => value ?? null);

/** Nigeria: an integer of kobo, or its digits as text; the currency stands beside it, or is NGN. */
export const kobo = minorUnits.nullish().transform((value) => value ?? null);

/** Money where no document says that it is money: what is no object is not known; an object is as strict as ever. */
export const statedMoney = z
  .preprocess((value) => (isObject(value) ? value : null), money)
  .optional()
  .transform((value) => value ?? null);

/** Money of an undocumented shape that only informs: shown where it is a money object, else not known. */
export const looseMoney = money.catch(null);

/** Minor units of an undocumented field. */
export const looseKobo = kobo.catch(null);

/** JSON of a shape that nobody documents, with its numbers as text: a rate must not become a float. */
export type Opaque = string | boolean | null | readonly Opaque[] | { readonly [name: string]: Opaque };

export const opaque = z
  .unknown()
  .optional()
  .transform((value): Opaque => opaqueOf(value));

// A body has 64 levels at most (`parse-exact.ts`): the recursion is bounded.
const opaqueOf = (value: unknown): Opaque => {
  if (typeof value === 'string') return storable(value);
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(opaqueOf);
  if (!isObject(value)) return null;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [storable(name), opaqueOf(member)]));
};
