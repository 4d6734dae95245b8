/** The contexts that keep the log of what a provider sends. */
export type Home = 'transfers' | 'cards' | 'ledger' | 'accounts';

/** Of what is told of transfers, cards and payments all the rest is. */
const HOMES: readonly (readonly [RegExp, Home])[] = [
  [/^card_/, 'cards'],
  [/^ledger_|^issuing\./, 'ledger'],
  // A mandate's debits are payments.
  [/^mono\.(?:events\.account|accounts\.)|^events\.mandates?\.(?!debit)/, 'accounts'],
];

/**
 * Whose log an event belongs into, by the names of the provider's pages. Written for the audit alone, like its identity:
 * an event that the system sends the wrong way is missing where it belongs.
 */
export const homeOf = (type: string): Home => HOMES.find(([names]) => names.test(type))?.[1] ?? 'transfers';
