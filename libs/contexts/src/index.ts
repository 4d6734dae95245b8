export { accountsContext } from './accounts/context.js';
export { cardsContext } from './cards/context.js';
export { ledgerContext } from './ledger/context.js';
export { ledgerFigures } from './ledger/figures.js';
export { oldestWriting } from './ledger/writing.js';
export { contexts } from './contexts.js';
export { transfersContext } from './transfers/context.js';
