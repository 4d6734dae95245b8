/** What every name beyond the cap is counted as. */
const OTHER = 'other';

// Mono documents some 110 names in all; two hundred leave room, and keep a metric's series countable whoever sends.
const NAMES_MAX = 200;

// A name that is longer, or holds anything else, tells a dashboard nothing.
const NAME = /^[A-Za-z0-9_.:-]{1,64}$/;

/**
 * Lets the first 200 distinct names through as metric labels and calls all later ones `other`: an authentic sender
 * chooses the names of its events, and each distinct label is memory for the life of the process.
 */
export const boundedNames = (namesMax = NAMES_MAX): ((name: string | null) => string) => {
  const known = new Set<string>();
  return (name) => {
    if (name === null || !NAME.test(name)) return OTHER;
    if (known.has(name)) return name;
    if (known.size >= namesMax) return OTHER;
    known.add(name);
    return name;
  };
};
