import { chanceOf, type Bank } from '../bank/bank.js';
import type { Rail } from '../bank/entity.js';
import { cancelTransfer } from '../bank/cancel-transfer.js';
import { Banks } from '../bank/catalogue.js';
import { createIntent } from '../bank/collect.js';
import { connectAccount, updateConnectedAccount } from '../bank/connect-account.js';
import { createTransfers, type TransferOrder } from '../bank/create-transfers.js';
import { creditAccount } from '../bank/credit-account.js';
import { debitMandate, directPay } from '../bank/direct-debit.js';
import { digits, merchantReference, monoId } from '../bank/ids.js';
import { createPayout } from '../bank/pay-out.js';
import type { Random } from '../bank/random.js';
import type { Cast } from './cast.js';
import { CARD_OPERATIONS } from './card-operations.js';
import { LEDGER_OPERATIONS } from './ledger-operations.js';
import { NIGERIAN_OPERATIONS } from './nigerian-operations.js';
import { amount, type Operation } from './operation.js';
import { colombianPerson, documentNumber, nigerianPayer, payeeOf } from './people.js';

/**
 * One thing that the client, a payer or another bank does. `random` decides what happens, `names` only makes
 * identifiers: so two runs of one seed tell the same tale, under new ids when the bank was opened anew.
 */
export const performOperation = (bank: Bank, cast: Cast, random: Random): void => {
  perform(bank, cast, random, TRANSFERS);
};

/** The same in a story of every context; the cast's core must be there. */
export const performAnyOperation = (bank: Bank, cast: Cast, random: Random): void => {
  perform(bank, cast, random, EVERYTHING);
};

type Mix = readonly (readonly [Operation, number])[];

const perform = (bank: Bank, cast: Cast, random: Random, mix: Mix): void => {
  cast.operations += 1;
  let rest = random.next() * mix.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [operation, weight] of mix) {
    rest -= weight;
    if (rest < 0) {
      operation(bank, cast, random, chanceOf(bank));
      return;
    }
  }
};

const order = (random: Random, names: Random, entityId: string | null): TransferOrder => {
  const rail: Rail = random.chance(0.6) ? 'turbo' : 'ach';
  return {
    amountMinor: amount(random),
    currency: 'COP',
    rail,
    mayFallBack: rail === 'turbo' && random.chance(0.8),
    entityId,
    description: random.chance(0.8) ? 'pago proveedor' : null,
    reference: random.chance(0.8) ? `FAC ${digits(names, 6)}` : null,
    payee: payeeOf(random),
  };
};

const payingAccount = (cast: Cast, random: Random): string =>
  random.chance(0.04) ? cast.pettyCashId : random.pick(cast.bankAccountIds);

const sendTransfers: Operation = (bank, cast, random, names) => {
  const count = random.chance(0.7) ? 1 : random.int(2, 6);
  // People also send from the Dashboard or by spreadsheet: those transfers have no id of the client's.
  const origin = random.chance(0.85) ? 'api' : random.pick(['manual', 'file'] as const);
  const orders = Array.from({ length: count }, () =>
    order(random, names, origin === 'api' ? merchantReference(names, 'inv') : null),
  );
  const accountId = payingAccount(cast, random);
  const created = createTransfers(bank, { accountId, origin, orders });
  if (!created.ok) return;
  const [first] = created.value.transfers;
  if (first && random.chance(0.01)) cancelTransfer(bank, first.id);
  // A client that sends one call twice under the same ids: the second becomes a batch `duplicated`.
  if (origin === 'api' && random.chance(0.01)) createTransfers(bank, { accountId, origin, orders });
};

const receiveWire: Operation = (bank, cast, random) => {
  const from = random.pick(Banks);
  const inside = random.chance(0.3);
  creditAccount(bank, {
    accountId: random.pick(cast.bankAccountIds),
    kind: inside ? 'bank_transfer_mono' : 'incoming_wire',
    amountMinor: amount(random),
    description: `Abono Ref: FAC ${digits(random, 5)}`,
    payer: {
      name: colombianPerson(random).name,
      documentNumber: `9${digits(random, 8)}`,
      bankCode: inside ? '076' : from.code,
      bankName: inside ? 'COOPCENTRAL' : from.name,
    },
  });
};

const collect: Operation = (bank, cast, random, names) => {
  createIntent(bank, {
    accountId: random.pick(cast.bankAccountIds),
    amountMinor: amount(random),
    reference: `REF ${digits(random, 6)}`,
    note: random.chance(0.3) ? 'gracias por su compra' : null,
    payer: colombianPerson(random),
    link: random.chance(0.7) ? { id: monoId(names, 'clink'), externalId: merchantReference(names, 'order') } : null,
  });
};

const payOut: Operation = (bank, cast, random, names) => {
  createPayout(bank, {
    accountId: cast.ledgerAccountId,
    externalId: merchantReference(names, 'wd'),
    method: random.pick(['co_ach', 'co_mono_turbo', 'co_breb']),
    sourceMinor: amount(random) + 1_000_000n,
    description: null,
    payee: { ...payeeOf(random), documentNumber: documentNumber(random) },
  });
};

const payDirectly: Operation = (bank, _cast, random, names) => {
  directPay(bank, {
    reference: merchantReference(names, 'ord'),
    amountMinor: amount(random),
    description: `order ${digits(random, 4)}`,
    method: random.pick(['account', 'transfer', 'whatsapp']),
    outcome: random.chance(0.85) ? 'successful' : 'failed',
    flagged: random.chance(0.03),
    payer: nigerianPayer(random),
  });
};

const debit: Operation = (bank, cast, random, names) => {
  debitMandate(bank, {
    mandateId: random.pick(cast.mandateIds),
    reference: merchantReference(names, 'debit'),
    amountMinor: amount(random),
    narration: `instalment ${String(random.int(1, 12))}`,
    outcome: random.chance(0.85) ? 'successful' : 'failed',
  });
};

// Older connected accounts are forgotten here (not in the books) so that a long run keeps a bounded list.
const CONNECTED_MAX = 200;

const connect: Operation = (bank, cast, random, names) => {
  const [known, ...others] = cast.connectedAccountIds;
  if (known !== undefined && random.chance(0.5)) {
    updateConnectedAccount(bank, { id: random.pick([known, ...others]), balanceMinor: amount(random) });
    return;
  }
  const account = connectAccount(bank, {
    ...nigerianPayer(random),
    authMethod: random.pick(['internet_banking', 'mobile_banking']),
    reference: merchantReference(names, 'onboard'),
    balanceMinor: amount(random),
  });
  cast.connectedAccountIds.push(account.id);
  if (cast.connectedAccountIds.length > CONNECTED_MAX) cast.connectedAccountIds.shift();
};

const SHARED: Mix = [
  [sendTransfers, 62],
  [receiveWire, 9],
  [collect, 10],
  [payOut, 4],
  [payDirectly, 6],
  [debit, 5],
];

const TRANSFERS: Mix = [...SHARED, [connect, 4]];

const EVERYTHING: Mix = [...SHARED, ...CARD_OPERATIONS, ...LEDGER_OPERATIONS, ...NIGERIAN_OPERATIONS];
