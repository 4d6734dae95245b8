export { assertNever, invariant } from './assert.js';
export { systemClock, type Clock } from './clock.js';
export { instantOf, latestInstant, parseInstant, type Instant } from './instant.js';
export { parseMinorUnits, moneyOf, type Money } from './money.js';
export { err, ok, type Result } from './result.js';
export type { Brand } from './brand.js';
