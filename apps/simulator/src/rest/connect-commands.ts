import { ok } from '#kernel';
import { z } from 'zod';
import { reauthorise, requireReauthorisation, unlinkAccount } from '../bank/connect-life.js';
import { actOnMandate, createMandate } from '../bank/mandate.js';
import { Minor } from './amounts.js';
import { BankOf, ById, command, reference, type Command } from './command.js';

/** The lives of connected accounts and mandates in Nigeria, in kobo. */
export const ConnectCommands: Readonly<Record<string, Command>> = {
  'require-reauthorisation': command(ById, (bank, { id }) => requireReauthorisation(bank, id)),
  'reauthorise-account': command(ById, (bank, { id }) => reauthorise(bank, id)),
  'unlink-account': command(ById, (bank, { id }) => unlinkAccount(bank, id)),
  'create-mandate': command(
    z.strictObject({
      reference,
      amount: Minor,
      mandate_type: z.enum(['emandate', 'signed', 'sweep']).default('emandate'),
      debit_type: z.enum(['variable', 'fixed']).default('variable'),
      outcome: z.enum(['ready', 'rejected', 'expired']).default('ready'),
      name: z.string().default('Amina Sample Bello'),
      number: z
        .string()
        .regex(/^\d{10}$/)
        .default('0000000005'),
      bank: BankOf,
    }),
    (bank, request) =>
      ok(
        createMandate(bank, {
          reference: request.reference,
          amountMinor: request.amount,
          mandateType: request.mandate_type,
          debitType: request.debit_type,
          description: 'loan repayment',
          payer: { name: request.name, number: request.number, bank: request.bank },
          outcome: request.outcome,
        }),
      ),
  ),
  'pause-mandate': command(ById, (bank, { id }) => actOnMandate(bank, id, 'pause')),
  'reinstate-mandate': command(ById, (bank, { id }) => actOnMandate(bank, id, 'reinstate')),
  'cancel-mandate': command(ById, (bank, { id }) => actOnMandate(bank, id, 'cancel')),
};
