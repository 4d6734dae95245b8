/** What has flowed since the start, and how much of it since the last look. */
export interface Tally {
  /** Takes a counter's present value; one that went down belongs to a process that was started anew. */
  take(value: number | undefined): void;
  readonly total: number;
  readonly added: number;
}

export const createTally = (): Tally => {
  let last = 0;
  let total = 0;
  let added = 0;
  return {
    take(value) {
      added = value === undefined ? 0 : value >= last ? value - last : value;
      total += added;
      last = value ?? last;
    },
    get total() {
      return total;
    },
    get added() {
      return added;
    },
  };
};
