import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from './connection.js';
import type { Schedule } from './schedule.js';

/** Told of each request as it is answered; `dueAtMs` is on the clock of `performance.now()`. */
export type OnAnswer = (index: number, dueAtMs: number, status: number) => void;

/**
 * Sends each request at its due time on any idle connection. When none is idle the request waits for one, and its
 * waiting counts, since its due time is what its latency is counted from. Ends when every request has its answer.
 */
export const openLoop = async (
  connections: readonly Connection[],
  requests: readonly Buffer[],
  schedule: Schedule,
  onAnswer: OnAnswer,
): Promise<void> => {
  const idle = [...connections];
  const overdue: number[] = [];
  const startedAt = performance.now();
  const answers: Promise<void>[] = [];
  let failure: Error | undefined;

  const sendOn = async (connection: Connection, first: number): Promise<void> => {
    for (let index: number | undefined = first; index !== undefined; index = overdue.shift()) {
      const request = requests[index];
      if (request === undefined) throw new RangeError(`no request was prepared for place ${index} of the schedule`);
      const dueAtMs = startedAt + schedule.dueMs(index);
      onAnswer(index, dueAtMs, await connection.send(request));
    }
    idle.push(connection);
  };

  for (let next = 0; next < schedule.total && failure === undefined;) {
    const due = schedule.dueBy(performance.now() - startedAt);
    for (; next < due; next += 1) {
      const connection = idle.shift(); // in turn, so that none is idle for so long that the server closes it
      if (connection === undefined) overdue.push(next);
      else
        answers.push(
          sendOn(connection, next).catch((error: unknown) => {
            failure ??= error instanceof Error ? error : new Error(String(error));
          }),
        );
    }
    await sleep(1); // the timer's own lateness counts as latency, too: it is ours, and it does not flatter
  }
  await Promise.all(answers);
  if (failure !== undefined) throw failure;
};
