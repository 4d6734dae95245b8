export { ErrorCodes, type ErrorCode } from './error-codes.js';
export { Scopes, type Scope } from './scopes.js';
export { Topics, type RawTopicName, type Topic, type TopicName } from './topics.js';
export { Discrepancy, EntityEvent, InstantView, MoneyView, Provider } from './views/common.js';
export { CollectionIntentView } from './views/collection-intent.js';
export { DirectDebitView } from './views/direct-debit.js';
export { PayoutView } from './views/payout.js';
export { TransferBatchView, TransferView } from './views/transfer.js';
export {
  CollectionIntent,
  DirectDebit,
  EntityEventPage,
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
export {
  AccountCreditedData,
  BankTransferData,
  BatchData,
  CollectionIntentData,
  PayoutData,
} from './mono/wire/colombia-transfers.js';
export { moneyView } from './mono/wire/fields.js';
export { DirectPayData, MandateDebitData } from './mono/wire/nigeria-debits.js';
