export { connectedAccountFold } from './connected-account/fold.js';
export { mandateFold } from './mandate/fold.js';
