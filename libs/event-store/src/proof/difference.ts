/** A place where the tables are not what the log says. */
export interface Difference {
  /** With its schema. */
  readonly table: string;
  readonly problem: Problem;
  readonly scope: string;
  readonly id: string;
  /** What differs: names of columns and of fields of the view. Never a value: those are people's names and accounts. */
  readonly fields: readonly string[];
  /** What a person should know besides, in a sentence; null when the problem says it all. */
  readonly detail: string | null;
}

/**
 * - `differs`: a row is not the fold of its entity's events.
 * - `missing`: the log has events of an entity, the table no row.
 * - `superfluous`: the table has a row, the log no event of its entity.
 * - `unreadable`: an event of the log cannot be read by today's fold.
 * - `broken`: another rule of the context does not hold.
 */
export type Problem = 'differs' | 'missing' | 'superfluous' | 'unreadable' | 'broken';

/** Differences that were found: the first of them, and how many there are in all. */
export interface FoundDifferences {
  readonly differing: number;
  readonly differences: readonly Difference[];
}

/** Whoever has more differences has one cause, and looks for that; what is counted beyond is not named. */
const NAMED_MAX = 1_000;

export class Differences {
  private readonly named: Difference[] = [];
  private count = 0;

  readonly add = (difference: Difference): void => {
    this.count += 1;
    if (this.named.length < NAMED_MAX) this.named.push(difference);
  };

  addAll({ differing, differences }: FoundDifferences): void {
    differences.forEach(this.add);
    this.count += differing - differences.length;
  }

  get all(): FoundDifferences {
    return { differing: this.count, differences: this.named };
  }
}
