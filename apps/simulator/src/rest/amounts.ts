import { z } from 'zod';

/** Minor units: a JSON integer of any length, or a string of digits. */
export const Minor = z
  .union([z.bigint(), z.int(), z.string().regex(/^\d{1,38}$/, 'must be digits')])
  .transform((value) => BigInt(value))
  .refine((value) => value > 0n, 'must be above zero');

export const MoneyInput = z.object({ amount: Minor, currency: z.literal('COP') });

export const DocumentType = z.enum([
  ...['CC', 'TI', 'NUIP', 'TE', 'CE', 'NIT', 'PASS', 'PEP', 'PPT', 'FDO', 'RC', 'DL', 'NID'],
] as [string, ...string[]]);
