/** What has flowed since the start, and how much of it since the last look. */
export interface Tally {
  /**
   * Takes a counter's present value; one that went down belongs to a process that was started anew.
   *
   * @param of whose counter, where several processes count the same
   */
  take(value: number | undefined, of?: string): void;
  readonly total: number;
  /** The total, and how much of it came since the last call. */
  look(): { readonly total: number; readonly added: number };
}

export const createTally = (): Tally => {
  const last = new Map<string, number>();
  let total = 0;
  let told = 0;
  return {
    take(value, of = '') {
      const before = last.get(of) ?? 0;
      total += value === undefined ? 0 : value >= before ? value - before : value;
      last.set(of, value ?? before);
    },
    get total() {
      return total;
    },
    look() {
      const added = total - told;
      told = total;
      return { total, added };
    },
  };
};
