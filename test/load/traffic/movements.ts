import { colombiaBody } from '#testing';

/** Movements on ledger accounts, as Mono Colombia tells them of payouts: the one origin whose account the event names. */

/** One webhook, and what it does to the account. */
export interface MovementEvent {
  readonly accountId: string;
  readonly available: bigint;
  readonly pending: bigint;
  readonly body: Buffer;
}

export const MOVEMENT_MIXES = { random: 1_000, hot: 1 } as const;
export type MovementMix = keyof typeof MOVEMENT_MIXES;

/** Of ten movements four are credits, four debits, one a hold and one a release. */
const OPERATIONS = [
  'credit',
  'debit',
  'credit',
  'debit',
  'hold',
  'credit',
  'debit',
  'release',
  'credit',
  'debit',
] as const;

const FIRST_AT_MS = Date.UTC(2026, 2, 2, 14);

/** The accounts of a mix in turns that look random and are the same in every run: 7919 is prime to both numbers. */
export const movements = (mix: MovementMix, count: number): MovementEvent[] =>
  Array.from({ length: count }, (_, number) => {
    const operation = OPERATIONS[number % OPERATIONS.length] ?? 'credit';
    const accountId = `lacc_${String((number * 7_919) % MOVEMENT_MIXES[mix])}`;
    const amount = 1_000 + ((number * 104_729) % 900_000);
    const at = new Date(FIRST_AT_MS + number).toISOString();
    const sign = operation === 'credit' || operation === 'release' ? 1n : -1n;
    const isWithin = operation === 'hold' || operation === 'release';
    return {
      accountId,
      available: sign * BigInt(amount),
      pending: isWithin ? -sign * BigInt(amount) : 0n,
      body: colombiaBody(
        'ledger_account_transaction_created',
        {
          id: `ltx_${mix}${String(number).padStart(18, '0')}`,
          ...{ operation_type: operation, origin: 'payout', amount: { amount, currency: 'COP' } },
          ...{ id_in_origin: `cpout_${String(number)}`, description: 'Retiro a banco' },
          details: { id: `cpout_${String(number)}`, account_id: accountId, method: 'co_mono_turbo', state: 'settled' },
          ...{ transaction_at: at, origin_transaction_at: at, reverts_id: null, reverted_by_id: null },
        },
        at,
      ),
    };
  });

/** `account` → what it has when every movement was posted once. */
export const bookOf = (events: readonly MovementEvent[]): Map<string, string> => {
  const sums = new Map<string, { available: bigint; pending: bigint }>();
  for (const { accountId, available, pending } of events) {
    const sum = sums.get(accountId) ?? { available: 0n, pending: 0n };
    sums.set(accountId, { available: sum.available + available, pending: sum.pending + pending });
  }
  return new Map([...sums].map(([id, sum]) => [id, `${String(sum.available)} ${String(sum.pending)}`]));
};
