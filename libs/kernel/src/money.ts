/** An amount in minor units (COP and NGN: hundredths) with its ISO 4217 currency. Never a float. */
export interface Money {
  readonly amount: bigint;
  readonly currency: string;
}

const SPELLINGS: Readonly<Record<string, string>> = { NAIRA: 'NGN', PESO: 'COP', PESOS: 'COP' };

/** Currencies as Mono spells them ("Naira", "ngn") become ISO 4217; what is unknown is kept as it came. */
export const moneyOf = (amount: bigint, currency: string): Money => {
  const upper = currency.trim().toUpperCase();
  return { amount, currency: SPELLINGS[upper] ?? (/^[A-Z]{3}$/.test(upper) ? upper : currency) };
};

// 38 digits fit a numeric(38,0) column with room above int64; a longer amount is not money but noise.
const DIGITS = /^-?\d{1,38}$/;

/**
 * An integer of minor units as it comes on the wire: a safe number, an exact bigint or a string of digits.
 * A fraction, an exponent or anything else is refused, never rounded.
 */
export const parseMinorUnits = (value: unknown): bigint | undefined => {
  if (typeof value === 'bigint') return DIGITS.test(value.toString()) ? value : undefined;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && DIGITS.test(value) ? BigInt(value) : undefined;
};
