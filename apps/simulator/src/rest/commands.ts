import { ok } from '#kernel';
import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import type { JsonValue } from '../bank/json.js';
import { cancelTransfer } from '../bank/cancel-transfer.js';
import { connectAccount, updateConnectedAccount } from '../bank/connect-account.js';
import { authorizeBatch } from '../bank/create-transfers.js';
import { creditAccount } from '../bank/credit-account.js';
import { debitMandate, directPay } from '../bank/direct-debit.js';
import { flipTransfer } from '../bank/flip-transfer.js';
import { Minor } from './amounts.js';
import { apiError } from './api-error.js';
import { CardCommands } from './card-commands.js';
import { BankOf, ById, command, Outcome, reference, type Command } from './command.js';
import { ConnectCommands } from './connect-commands.js';
import { LedgerCommands } from './ledger-commands.js';

/** Things that happen at Mono without a call to its REST: done here by name, `POST /control/commands/{name}`. */
const Commands: Readonly<Record<string, Command>> = {
  'flip-transfer': command(ById, (bank, { id }) => flipTransfer(bank, id)),
  'cancel-transfer': command(ById, (bank, { id }) => cancelTransfer(bank, id)),
  'authorize-batch': command(ById, (bank, { id }) => authorizeBatch(bank, id)),
  'credit-account': command(
    z.strictObject({
      account_id: z.string(),
      amount: Minor,
      type: z.enum(['incoming_wire', 'bank_transfer_mono']).default('incoming_wire'),
      description: z.string().default('Abono'),
      payer_name: z.string().default('CLIENTE EJEMPLO SAS'),
      payer_document_number: z.string().default('900000002'),
    }),
    (bank, request) =>
      creditAccount(bank, {
        accountId: request.account_id,
        kind: request.type,
        amountMinor: request.amount,
        description: request.description,
        payer: {
          name: request.payer_name,
          documentNumber: request.payer_document_number,
          bankCode: '007',
          bankName: 'BANCOLOMBIA',
        },
      }),
  ),
  'connect-account': command(
    z.strictObject({
      name: z.string().default('Ngozi Sample Okeke'),
      number: z
        .string()
        .regex(/^\d{10}$/)
        .default('0000000001'),
      bank: BankOf,
      reference,
      balance: Minor,
    }),
    (bank, request) =>
      ok(
        connectAccount(bank, {
          name: request.name,
          number: request.number,
          bank: request.bank,
          authMethod: 'internet_banking',
          reference: request.reference,
          balanceMinor: request.balance,
        }),
      ),
  ),
  'update-account': command(z.strictObject({ id: z.string(), balance: Minor }), (bank, request) =>
    updateConnectedAccount(bank, { id: request.id, balanceMinor: request.balance }),
  ),
  'direct-pay': command(
    z.strictObject({
      reference,
      amount: Minor,
      outcome: Outcome,
      description: z.string().default('order'),
      method: z.enum(['account', 'transfer', 'whatsapp']).default('account'),
      flagged: z.boolean().default(false),
    }),
    (bank, request) =>
      directPay(bank, {
        reference: request.reference,
        amountMinor: request.amount,
        description: request.description,
        method: request.method,
        outcome: request.outcome,
        flagged: request.flagged,
        payer: { name: 'Chidi Sample Eze', number: '0000000003', bank: { name: 'Zenith Bank', code: '057' } },
      }),
  ),
  'debit-mandate': command(
    z.strictObject({
      mandate_id: z.string().optional(),
      reference,
      amount: Minor,
      outcome: Outcome,
      narration: z.string().default('instalment'),
    }),
    (bank, request) => {
      const [anyMandate = ''] = bank.books.mandates.keys();
      return debitMandate(bank, {
        mandateId: request.mandate_id ?? anyMandate,
        reference: request.reference,
        amountMinor: request.amount,
        narration: request.narration,
        outcome: request.outcome,
      });
    },
  ),
  ...CardCommands,
  ...LedgerCommands,
  ...ConnectCommands,
};

export const runCommand = (bank: Bank, name: string, body: unknown): { readonly [key: string]: JsonValue } => {
  const known = Object.hasOwn(Commands, name) ? Commands[name] : undefined;
  if (known) return { ...known(bank, body) };
  throw apiError(404, 'item_not_found', `There is no command ${name}; there are ${Object.keys(Commands).join(', ')}`);
};
