/**
 * The p-th percentile (0 to 100) by nearest rank: always a value that was really measured, never an interpolation.
 *
 * @throws RangeError when there is nothing to rank, or p is outside 0 to 100
 */
export const percentile = (values: readonly number[], p: number): number => {
  if (!(p >= 0 && p <= 100)) throw new RangeError(`a percentile lies between 0 and 100, not at ${p}`);
  const sorted = [...values].sort((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)];
  if (found === undefined) throw new RangeError('no values to rank');
  return found;
};

/**
 * The middle value; of an even number of values the mean of the middle two. Rounds are summed up by it, because one
 * round disturbed by the machine then changes nothing.
 *
 * @throws RangeError when there are no values
 */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  if (upper === undefined || lower === undefined) throw new RangeError('no values to take the middle of');
  return (lower + upper) / 2;
};

/** Lowest and highest value: the spread that a reader needs to trust a median. */
export const range = (values: readonly number[]): { lowest: number; highest: number } => ({
  lowest: Math.min(...values),
  highest: Math.max(...values),
});
