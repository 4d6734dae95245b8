import type { Provider } from '../bank/entity.js';

/**
 * Seconds before attempts 2 to 10 of Mono Colombia, each counted from the attempt before: 30 · (2^k − 1). After the
 * tenth failure Mono stops for good, 8.4 hours after the first.
 */
export const COLOMBIA_DELAYS_S: readonly number[] = [30, 90, 210, 450, 930, 1_890, 3_810, 7_650, 15_330];

/**
 * Mono Nigeria (DirectPay): 30 s, doubling, at most 4 hours, until 48 hours after the first. Its page also names 25
 * attempts, which do not fit into 48 hours with that doubling: whichever limit comes first ends it.
 */
export const NIGERIA_DELAYS_S: readonly number[] = [
  30,
  60,
  120,
  240,
  480,
  960,
  1_920,
  3_840,
  7_680,
  ...Array.from({ length: 10 }, () => 14_400),
];

const DELAYS_S: Readonly<Record<Provider, readonly number[]>> = {
  'mono-colombia': COLOMBIA_DELAYS_S,
  'mono-nigeria': NIGERIA_DELAYS_S,
};

export const attemptsMax = (provider: Provider): number => DELAYS_S[provider].length + 1;

/** How long the provider waits after that many attempts have failed; nothing when it has given up. */
export const delayAfterS = (provider: Provider, attemptsMade: number): number | undefined =>
  DELAYS_S[provider][attemptsMade - 1];
