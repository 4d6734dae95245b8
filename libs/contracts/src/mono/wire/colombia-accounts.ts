import { z } from 'zod';
import { instant, text } from './fields.js';

/**
 * An account holder or a ledger account of Mono Colombia. No event about either is documented: one that comes is found
 * by the prefix of its id, and is held to nothing beyond that.
 */
const object = z.looseObject({ id: z.string(), state: text, inserted_at: instant, updated_at: instant });

export const AccountHolderData = object;
export type AccountHolderData = z.infer<typeof AccountHolderData>;

export const LedgerAccountData = object;
export type LedgerAccountData = z.infer<typeof LedgerAccountData>;
