import type { JsonObject } from './json.js';
import type { Mandate } from './nigeria-books.js';
import { isoMillis } from './time.js';
import { TENANT } from './wire-nigeria.js';

/** Mandates as Mono Nigeria writes them: which event lacks which field follows its samples (nigeria, 7.3). */
export const mandateData = (mandate: Mandate, event: string): JsonObject => ({
  id: mandate.id,
  status: mandate.state,
  mandate_type: mandate.mandateType,
  debit_type: mandate.debitType,
  approved: mandate.approved,
  reference: mandate.reference,
  account_name: mandate.payer.name,
  account_number: mandate.payer.number,
  bank: mandate.payer.bank.name,
  description: mandate.description,
  message: `mandate ${event}`,
  start_date: isoMillis(mandate.startUs),
  end_date: isoMillis(mandate.endUs),
  date: isoMillis(mandate.insertedAtUs),
  ...(event === 'rejected'
    ? {}
    : {
        ready_to_debit: mandate.readyToDebit,
        nibss_code: mandate.nibssCode,
        amount: mandate.amountMinor,
        fee_bearer: 'business',
      }),
  ...(event === 'ready' ? {} : { customer: mandate.customerId }),
  ...(event === 'created' || event === 'approved' || event === 'expired' ? { live_mode: true } : {}),
  ...(event === 'expired'
    ? { bank_code: mandate.payer.bank.code, initial_debit_date: isoMillis(mandate.startUs), meta: {} }
    : {}),
  ...TENANT,
});

/** `status` is the outcome of the action, not the state of the mandate: only the event's name tells that. */
export const mandateActionData = (mandate: Mandate, action: string): JsonObject => ({
  status: 'success',
  response_code: '',
  message: `mandate ${action} done`,
  mandate: mandate.id,
  timestamps: isoMillis(mandate.updatedAtUs),
  documentation: 'https://example.com/docs',
  data: null,
  ...TENANT,
});
