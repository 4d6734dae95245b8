export { CleanEvents, LEDGER_ACCOUNT_CHANGED, CleanHeaders, type CleanEvent } from './clean-events.js';
export { CONFLICT_RESOLVED, ConflictResolved } from './conflict-resolved.js';
export { ErrorCodes, type ErrorCode } from './error-codes.js';
export { Consumers, contextConsumers, resumeCommand, type ConsumerContract } from './consumers.js';
export { recordDigest, type RecordIdentity } from './record-digest.js';
export { Scopes, type Scope } from './scopes.js';
export { Topics, type RawTopicName, type Topic, type TopicName } from './topics.js';
export { Discrepancy, EntityEvent, InstantView, MoneyView, Provider } from './views/common.js';
export { CardTransactionView, type CardTransactionStep } from './views/card-transaction.js';
export { CardView } from './views/card.js';
export { CollectionIntentView } from './views/collection-intent.js';
export { Conflict, type ConflictCandidate, type ConflictFact } from './views/conflict.js';
export { ConnectedAccountView } from './views/connected-account.js';
export { Delivery, DeliveryVerdict, Redelivery, Reverification } from './views/delivery.js';
export { DirectDebitView } from './views/direct-debit.js';
export {
  LEDGER_OPERATIONS,
  type LedgerAccountKind,
  type LedgerCauseView,
  type LedgerEffect,
  type LedgerOperation,
} from './views/ledger-cause.js';
export { BalancesAt, Hold, LedgerAccount, LedgerEntry, LedgerTransaction, Unrouted } from './views/ledger.js';
export { MandateView } from './views/mandate.js';
export { ParkedKey } from './views/parked.js';
export { PayoutView } from './views/payout.js';
export { TransferBatchView, TransferView } from './views/transfer.js';
export {
  Card,
  CardTransaction,
  CardTransactionExplanation,
  CollectionIntent,
  ConnectedAccount,
  DirectDebit,
  EntityEventPage,
  Mandate,
  pageOf,
  Payout,
  Transfer,
  TransferBatch,
} from './views/reads.js';
export {
  cloudEventHeaders,
  cloudEventSource,
  cloudEventType,
  providerOfType,
  RawHeaders,
  slugOfSource,
} from './cloud-event.js';
export { readEnvelope, type EnvelopeProblem, type MonoEnvelope } from './mono/envelope.js';
export { parseExact } from './mono/parse-exact.js';
export { isEntityId, referenceId } from './mono/paths.js';
export { routeEvent, type Route, type RouteProblem } from './mono/route.js';
export type { EntityKind } from './mono/rule.js';
export type { BaseView, EntityFold, Finding, FoldableEvent, Folded, Own, StoredEvent } from './fold.js';
export { CardData, CardTransactionData } from './mono/wire/colombia-cards.js';
export {
  AccountCreditedData,
  BankTransferData,
  BatchData,
  CollectionIntentData,
  PayoutData,
} from './mono/wire/colombia-transfers.js';
export { LedgerTransactionData } from './mono/wire/colombia-ledger.js';
export { WalletCreditData } from './mono/wire/nigeria-wallets.js';
export { moneyView, whatIsWrong, type Opaque } from './mono/wire/fields.js';
export { IssuingCardTransactionData } from './mono/wire/nigeria-cards.js';
export {
  AccountConnectedData,
  AccountJobData,
  AccountNoticeData,
  AccountUpdatedData,
} from './mono/wire/nigeria-accounts.js';
export { DirectPayData, MandateDebitData } from './mono/wire/nigeria-debits.js';
export { MandateActionData, MandateData } from './mono/wire/nigeria-mandates.js';
