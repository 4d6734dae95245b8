export { cardFold } from './card/fold.js';
export { cardTransactionFold } from './card-transaction/fold.js';
export { explainDecline, type DeclineClass, type ExplainedDecline } from './decline-reasons.js';
