export { collectionIntentFold } from './collection-intent/fold.js';
export { directDebitFold } from './direct-debit/fold.js';
export { payoutFold } from './payout/fold.js';
export { transferFold } from './transfer/fold.js';
export { transferBatchFold } from './transfer-batch/fold.js';
