import type { z } from 'zod';
import type { EntityKind } from '../rule.js';
import { AccountHolderData, LedgerAccountData } from './colombia-accounts.js';
import { CardData, CardTransactionData } from './colombia-cards.js';
import { LedgerTransactionData } from './colombia-ledger.js';
import { CollectionAttemptData, CollectionData, OutgoingTransferData } from './colombia-breb.js';
import {
  AccountCreditedData,
  BankTransferData,
  BatchData,
  CollectionIntentData,
  PayoutData,
} from './colombia-transfers.js';
import {
  AccountConnectedData,
  AccountIncomeData,
  AccountJobData,
  AccountNoticeData,
  AccountUpdatedData,
  CreditWorthinessData,
  EnrichmentData,
} from './nigeria-accounts.js';
import { IssuingCardTransactionData } from './nigeria-cards.js';
import { WalletCreditData } from './nigeria-wallets.js';
import { IdentityCheckData, ScreeningData } from './nigeria-checks.js';
import { DirectPayData, MandateDebitData } from './nigeria-debits.js';
import { MandateActionData, MandateData } from './nigeria-mandates.js';
import {
  BeneficiaryData,
  ChatPaymentData,
  DisbursementData,
  DisbursementLineData,
  DisputeData,
  FundRequestData,
  IssuingTransferData,
  SourceAccountData,
  SplitSettlementData,
  VirtualAccountData,
} from './nigeria-payments.js';

/** The schemas of one kind of entity: of the first beginning that an event's name has. `''` is every other name. */
type Schemas = readonly (readonly [beginning: string, schema: z.ZodType])[];

const every = (schema: z.ZodType): Schemas => [['', schema]];

/** What the events of each kind of entity look like; a kind that is missing does not compile. */
const SCHEMAS = {
  transfer: [
    ['account_credited', AccountCreditedData],
    ['', BankTransferData],
  ],
  transfer_batch: every(BatchData),
  collection_intent: every(CollectionIntentData),
  payout: every(PayoutData),
  direct_debit: [
    ['direct_debit.', DirectPayData],
    ['mono.transaction.', DisputeData],
    ['', MandateDebitData],
  ],
  breb_transfer: every(OutgoingTransferData),
  breb_collection: [
    ['collection.attempt_', CollectionAttemptData],
    ['', CollectionData],
  ],
  disbursement: [
    ['event.disbursement.transaction.', DisbursementLineData],
    ['', DisbursementData],
  ],
  split_settlement: every(SplitSettlementData),
  fund_request: every(FundRequestData),
  chat_payment: every(ChatPaymentData),
  issuing_transfer: every(IssuingTransferData),
  account: [
    ['mono.events.account_connected', AccountConnectedData],
    ['mono.events.account_updated', AccountUpdatedData],
    ['mono.events.account_income', AccountIncomeData],
    ['mono.events.account_credit_worthiness', CreditWorthinessData],
    ['mono.accounts.jobs.update', AccountJobData],
    ['mono.events.transaction_', EnrichmentData],
    ['mono.events.statement_', EnrichmentData],
    ['', AccountNoticeData],
  ],
  card: every(CardData),
  card_transaction: [
    ['issuing.', IssuingCardTransactionData],
    ['', CardTransactionData],
  ],
  ledger_transaction: every(LedgerTransactionData),
  wallet_credit: every(WalletCreditData),
  account_holder: every(AccountHolderData),
  ledger_account: every(LedgerAccountData),
  mandate: [
    ['events.mandate.action.', MandateActionData],
    ['', MandateData],
  ],
  source_account: every(SourceAccountData),
  virtual_account: every(VirtualAccountData),
  beneficiary: every(BeneficiaryData),
  identity_check: every(IdentityCheckData),
  screening: every(ScreeningData),
} as const satisfies Record<EntityKind, Schemas>;

/** The schema of an event's `data`, by its kind of entity and its name. */
export const wireSchema = (kind: EntityKind, type: string): z.ZodType | undefined =>
  (SCHEMAS as Record<EntityKind, Schemas>)[kind].find(([beginning]) => type.startsWith(beginning))?.[1];
