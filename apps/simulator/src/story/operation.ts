import type { Bank } from '../bank/bank.js';
import type { Random } from '../bank/random.js';
import type { Cast } from './cast.js';

/** `random` decides what happens, `names` only makes identifiers. */
export type Operation = (bank: Bank, cast: Cast, random: Random, names: Random) => void;

/** COP 10.00 to 5,000,000.00, and uneven cents now and then. */
export const amount = (random: Random): bigint => {
  const whole = BigInt(random.int(10, 5_000_000)) * 100n;
  return random.chance(0.3) ? whole + BigInt(random.int(1, 99)) : whole;
};
