import type { StateTable } from '../evolve.js';

/** Bank transfer (Mono Colombia, 5.1); `credited` is ours, for money that came in. */
export const TRANSFER_STATES: StateTable = {
  rank: { created: 0, in_progress: 1, approved: 2, declined: 2, cancelled: 2, duplicated: 2, credited: 2 },
  final: new Set(['approved', 'declined', 'cancelled', 'duplicated', 'credited']),
  unknownRank: 1,
};
