import type { Notice } from '../bank/bank.js';
import type { Random } from '../bank/random.js';
import type { Dress } from '../deliver/write-body.js';
import { disturbContent, dressFor } from './disturb.js';
import type { Faults } from './faults.js';

/** One sending of a webhook: the first, or one more that no failure asked for. */
export interface Copy {
  readonly notice: Notice;
  readonly dress: Dress;
  /** 0 for the first sending. */
  readonly copy: number;
  readonly dueMs: number;
}

// An unasked duplicate follows within ten minutes.
const DUPLICATE_LAG_MS_MAX = 600_000;

/** The sendings of one webhook. `scale` shortens what is a delay of the real world. */
export const copiesOf = (original: Notice, faults: Faults, random: Random, scale = 1): Copy[] => {
  const notice = disturbContent(original, faults, random);
  const late = random.chance(faults.delay) ? random.next() * faults.delaySecondsMax * 1_000 : 0;
  const dueMs = original.sentUs / 1_000 + late / scale;
  const first: Copy = { notice, dress: dressFor(notice, faults, random), copy: 0, dueMs };
  if (!random.chance(faults.duplicate)) return [first];
  const again = dueMs + (random.next() * DUPLICATE_LAG_MS_MAX) / scale;
  return [first, { notice, dress: dressFor(notice, faults, random), copy: 1, dueMs: again }];
};

const byTime = (left: Copy, right: Copy): number =>
  left.dueMs - right.dueMs || left.notice.number - right.notice.number || left.copy - right.copy;

/** All sendings of a story in the order of their times, some displaced among their neighbours. */
export const orderCopies = (notices: readonly Notice[], faults: Faults, random: Random): Copy[] => {
  const copies = notices.flatMap((notice) => copiesOf(notice, faults, random.fork(String(notice.number)))).sort(byTime);
  const shuffle = random.fork('order');
  return copies
    .map((copy, index) => {
      if (!shuffle.chance(faults.reorder)) return copy;
      const away = shuffle.int(-faults.reorderWindow, faults.reorderWindow);
      const place = copies[Math.min(copies.length - 1, Math.max(0, index + away))] ?? copy;
      return { ...copy, dueMs: place.dueMs };
    })
    .sort(byTime);
};
