/** What is told replaces what was known, field by field, also within an object; what is not told leaves it. */
export const told = <T extends object>(before: T | undefined, fresh: Partial<T>): T =>
  overlaid(before ?? {}, fresh) as T;

/** What was not known yet is taken from what is told; what was known stays. */
export const known = <T extends object>(before: T | undefined, fresh: Partial<T>): T =>
  overlaid(fresh, before ?? {}) as T;

/** Lists are of ids: what either side has is in the result. */
const overlaid = (under: object, over: object): object => {
  const result: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(under), ...Object.keys(over)])) {
    const [below, above] = [memberOf(under, name), memberOf(over, name)];
    if (isList(below) && isList(above)) result[name] = [...new Set([...below, ...above])];
    else result[name] = isObject(below) && isObject(above) ? overlaid(below, above) : (above ?? below);
  }
  return result;
};

const memberOf = (of: object, name: string): unknown => (of as Record<string, unknown>)[name] ?? null;

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !isList(value);

/** Fields joined into one text for comparison; a missing one is empty. */
export const joined = (...fields: readonly (string | null | undefined)[]): string =>
  fields.map((field) => field ?? '').join('|');
