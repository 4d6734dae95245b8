/** The branch a closed union cannot reach; a new member makes the caller fail to compile. */
export const assertNever = (value: never): never => {
  throw new Error(`Unreachable: ${JSON.stringify(value)}`);
};

/** A condition that only a bug can break. It throws; expected outcomes are values (`Result`). */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`);
}
