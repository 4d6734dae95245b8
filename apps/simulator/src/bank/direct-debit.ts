import { err, ok, type Result } from '#kernel';
import { post } from './accounts.js';
import { after, begin, change, chanceOf, tell, type Bank } from './bank.js';
import type { DirectDebit } from './nigeria-books.js';
import { directPayId, hexId, nigerianEventId } from './ids.js';
import type { Random } from './random.js';
import { notFound, refusal, type Refusal } from './refusal.js';
import { MINUTE_MS, SECOND_MS } from './time.js';
import { directPayData, mandateDebitData } from './wire-nigeria.js';

/** Where the merchant's payments gather before they are paid out. */
export const WALLET_ID = 'wallet_ngn';

export interface DirectPay {
  readonly reference: string;
  readonly amountMinor: bigint;
  readonly description: string;
  readonly method: string;
  readonly outcome: 'successful' | 'failed';
  readonly flagged: boolean;
  readonly payer: Omit<DirectDebit['payer'], 'accountId'>;
}

export interface DebitMandate {
  readonly mandateId: string;
  readonly reference: string;
  readonly amountMinor: bigint;
  readonly narration: string;
  readonly outcome: 'successful' | 'failed';
}

// No tariff is simulated: 1.5 % up to NGN 2,000, in kobo, only so that a fee is there to be read.
const FEE_MAX_MINOR = 200_000n;
const feeOn = (amountMinor: bigint): bigint => {
  const fee = (amountMinor * 15n) / 1_000n;
  return fee < FEE_MAX_MINOR ? fee : FEE_MAX_MINOR;
};

/** A one-time payment: the payer's account is announced as connected, then the payment; in no promised order. */
export const directPay = (bank: Bank, command: DirectPay): Result<DirectDebit, Refusal> => {
  if (bank.books.directDebits.has(command.reference)) return err(reused(command.reference));
  const random = chanceOf(bank);
  const payment: DirectDebit = {
    ...begin(bank, command.reference, 'initiated'),
    kind: 'directpay',
    amountMinor: command.amountMinor,
    currency: 'NGN',
    description: command.description,
    providerIds: [directPayId(random), hexId(random)],
    method: command.method,
    mandateId: null,
    customerId: hexId(random),
    payer: { ...command.payer, accountId: hexId(random) },
    feeMinor: 0n,
    message: 'payment initiated',
    responseCode: null,
    flagged: command.flagged,
    heldSettlement: command.flagged,
  };
  bank.books.directDebits.set(payment.id, payment);
  after(bank, random.int(10 * SECOND_MS, 3 * MINUTE_MS), () => {
    if (command.outcome === 'successful') {
      payment.feeMinor = feeOn(payment.amountMinor);
      payment.message = 'payment received';
      const payer = begin(bank, payment.payer.accountId, 'linked');
      bank.books.payerAccounts.set(payer.id, payer);
      tell(bank, random, payer, {
        provider: 'mono-nigeria',
        type: 'mono.events.account_connected',
        data: { id: payment.payer.accountId },
      });
      receive(bank, payment);
    } else {
      payment.message = 'bank refused the payment';
    }
    change(bank, payment, command.outcome);
    announce(bank, random, payment, `direct_debit.payment_${command.outcome}`);
  });
  return ok(payment);
};

/** A debit on a standing mandate: `processing`, then final. */
export const debitMandate = (bank: Bank, command: DebitMandate): Result<DirectDebit, Refusal> => {
  const mandate = bank.books.mandates.get(command.mandateId);
  if (!mandate) return err(notFound('mandate', command.mandateId));
  if (mandate.state !== 'approved' || !mandate.readyToDebit) {
    return err(refusal(409, 'bad_state', `The mandate is ${mandate.state}, and not ready`));
  }
  if (bank.books.directDebits.has(command.reference)) return err(reused(command.reference));
  const random = chanceOf(bank);
  const debit: DirectDebit = {
    ...begin(bank, command.reference, 'requested'),
    kind: 'mandate_debit',
    amountMinor: command.amountMinor,
    currency: 'NGN',
    description: command.narration,
    providerIds: [],
    method: null,
    mandateId: mandate.id,
    customerId: mandate.customerId,
    payer: mandate.payer,
    feeMinor: null,
    message: 'debit processing',
    responseCode: '99',
    flagged: false,
    heldSettlement: false,
  };
  bank.books.directDebits.set(debit.id, debit);
  after(bank, random.int(SECOND_MS, 5 * SECOND_MS), () => {
    change(bank, debit, 'processing');
    announce(bank, random, debit, 'events.mandates.debit.processing');
    after(bank, random.int(10 * SECOND_MS, 10 * MINUTE_MS), () => {
      concludeDebit(bank, random, debit, command.outcome);
    });
  });
  return ok(debit);
};

const concludeDebit = (bank: Bank, random: Random, debit: DirectDebit, outcome: 'successful' | 'failed'): void => {
  if (outcome === 'successful') {
    debit.feeMinor = feeOn(debit.amountMinor);
    debit.message = 'debit successful';
    debit.responseCode = '00';
    receive(bank, debit);
  } else {
    const poor = random.chance(0.5);
    debit.message = poor ? 'insufficient funds' : '';
    debit.responseCode = poor ? '51' : '96';
  }
  change(bank, debit, outcome);
  announce(bank, random, debit, `events.mandates.debit.${outcome}`);
};

const reused = (reference: string): Refusal =>
  refusal(409, 'validation_error', `The reference ${reference} was used before`, 'reference');

/** Gross: the fee is taken when the merchant is paid out. */
const receive = (bank: Bank, payment: DirectDebit): void => {
  const wallet = bank.books.accounts.get(WALLET_ID);
  if (wallet) post(bank, wallet, payment.amountMinor, payment.id);
};

const announce = (bank: Bank, random: Random, payment: DirectDebit, type: string): void => {
  const data = payment.kind === 'directpay' ? directPayData(payment) : mandateDebitData(payment);
  tell(bank, random, payment, { provider: 'mono-nigeria', type, data, eventId: nigerianEventId(random) });
};
