/**
 * What does not come by then never will. No promise of the system: a specification that has one measures it, since a
 * machine that runs everything at once takes many times as long as one that does not.
 */
const WAIT_MS_MAX = 45_000;

/** Tries until the check passes; its last error comes out when the time is over. */
export const eventually = async <T>(check: () => T | Promise<T>): Promise<T> => {
  const deadline = performance.now() + WAIT_MS_MAX;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
};
