export { bankTransferCause, collectionCause } from './bank-causes.js';
export { CARD_ACCOUNT_TOLD, cardAccountFold, type CardAccountView } from './card-account.js';
export { causeFold } from './effects.js';
export { ledgerTransactionFold, ROUTED } from './ledger-transaction.js';
export { walletCreditFold } from './wallet-credit.js';
export { legsOf, settle, type Entry, type Leg, type Movement, type NewEntry } from './settle.js';
