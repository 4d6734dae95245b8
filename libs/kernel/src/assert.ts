/**
 * The branch a closed union cannot reach; a new member makes the caller fail to compile. The message names the member
 * and shows nothing else of it: it goes to a log, and the value may be somebody's personal data.
 */
export const assertNever = (value: never): never => {
  throw new Error(`Unreachable: ${memberOf(value)}`);
};

const memberOf = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return String(value);
  const { type, kind, ...other }: { type?: unknown; kind?: unknown } = value;
  const name = type ?? kind;
  return typeof name === 'string' ? name : `an object of ${Object.keys(other).join(', ')}`;
};

/** A condition that only a bug can break. It throws; expected outcomes are values (`Result`). */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`);
}
