/** Waits, or less when the signal aborts; it never rejects. */
export const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });

/** Waits for something that may fail, but not for long: for what is a courtesy when a process ends. */
export const atMost = async (ms: number, work: Promise<unknown>): Promise<void> => {
  await within(ms, work).catch(() => undefined);
};

/** Something took longer than it may. What became of it nobody knows. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/** What comes of the work, unless it takes too long. @throws what the work throws, or NoAnswerError */
export const within = async <T>(ms: number, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new NoAnswerError(`No answer within ${String(ms)} ms`));
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Does something turn after turn for as long as the process lives.
 *
 * @param turn returns how long to wait before the next one, in milliseconds; it deals with its errors itself
 * @returns a function that ends it, and resolves when the turn under way is over
 */
export const startLoop = (turn: (stopping: AbortSignal) => Promise<number>): (() => Promise<void>) => {
  const stop = new AbortController();
  const looping = (async () => {
    while (!stop.signal.aborted) {
      const pauseMs = await turn(stop.signal);
      if (pauseMs > 0) await sleep(pauseMs, stop.signal);
    }
  })();
  return async () => {
    stop.abort();
    await looping;
  };
};
