/** What an app leaves to a person; nothing while it does all by itself. */
export interface Waiting {
  readonly name: string;
  /** Whether it answers: of one that does not, nothing is known. */
  readonly up: boolean;
  readonly awaitsPerson: readonly string[];
}

/**
 * Tells once that something waits for a person, however long it waits (it goes on only when somebody has read it), and
 * once that it does no longer.
 */
export const tellOnce = (say: (sentence: string) => void): ((looked: readonly Waiting[]) => void) => {
  const told = new Map<string, Set<string>>();
  return (looked) => {
    for (const { name, up, awaitsPerson } of looked) {
      const known = told.get(name) ?? new Set();
      for (const what of awaitsPerson) {
        if (!known.has(causeOf(what))) say(`${name} waits for a person: ${what}`);
        known.add(causeOf(what));
      }
      if (up && awaitsPerson.length === 0 && known.size > 0) {
        say(`${name} goes on: nothing of it waits for a person any more.`);
        known.clear();
      }
      told.set(name, known);
    }
  };
};

/** Partitions join and leave a cause one by one (`mono.transfers.v1/0,3: why`): that is no other cause. */
const causeOf = (what: string): string => what.replace(/\/[\d,]+:/, ':');
