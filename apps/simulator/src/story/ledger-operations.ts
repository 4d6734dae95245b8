import { merchantReference } from '../bank/ids.js';
import { operate } from '../bank/operate.js';
import { revertMovement, syncLedger } from '../bank/sync-ledger.js';
import { amount, type Operation } from './operation.js';

const topUp: Operation = (bank, { core }, random, names) => {
  if (!core) return;
  const out = random.chance(0.25);
  // The poor account is never filled: withdrawals from it are rejected once it is empty.
  const [own, other] = [core.currentId, random.pick(out ? [core.poorId, ...core.accountIds] : core.accountIds)];
  operate(bank, {
    kind: out ? 'withdrawal' : 'topup',
    originAccountId: out ? other : own,
    destinationAccountId: out ? own : other,
    amountMinor: amount(random),
    externalId: merchantReference(names, out ? 'out' : 'topup'),
    description: out ? 'Retiro subcuenta' : 'Recarga subcuenta',
  });
};

/** Between two accounts of the client's own: two events under one `id_in_origin`; sometimes dollars become pesos. */
const moveBetween: Operation = (bank, { core }, random, names) => {
  if (!core) return;
  const exchanged = random.chance(0.15);
  const originAccountId = exchanged ? core.dollarsId : random.pick([core.poorId, ...core.accountIds]);
  const destinationAccountId = random.pick(core.accountIds);
  if (originAccountId === destinationAccountId) return;
  operate(bank, {
    kind: 'account_to_account',
    originAccountId,
    destinationAccountId,
    amountMinor: exchanged ? BigInt(random.int(100, 500_000)) : amount(random),
    externalId: merchantReference(names, 'move'),
    description: 'Traslado entre subcuentas',
  });
};

/** Seven in ten of these say nothing that leads to an account: they wait for a person. */
const sync: Operation = (bank, { core }, random) => {
  if (!core) return;
  const moved = syncLedger(bank, {
    accountId: random.pick([core.currentId, ...core.accountIds]),
    operation: random.chance(0.7) ? 'credit' : 'debit',
    amountMinor: amount(random),
    origin: random.chance(0.85) ? 'synced_bank_transaction' : 'origin_unheard_of',
    namesAccount: random.chance(0.3),
  });
  if (moved.ok) core.movementIds.push(moved.value.id);
};

const revert: Operation = (bank, { core }) => {
  const id = core?.movementIds.shift();
  if (id !== undefined) revertMovement(bank, id);
};

/** Operations and their weights, beside those of transfers. */
export const LEDGER_OPERATIONS: readonly (readonly [Operation, number])[] = [
  [topUp, 6],
  [moveBetween, 8],
  [sync, 4],
  [revert, 1],
];
