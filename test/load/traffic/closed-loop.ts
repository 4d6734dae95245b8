import { performance } from 'node:perf_hooks';
import type { Connection } from './connection.js';

export interface ClosedLoopResult {
  readonly accepted: number;
  readonly refused: number;
  readonly elapsedMs: number;
  readonly latenciesMs: readonly number[];
}

/**
 * Every connection sends, waits for its answer, and sends the next, until the requests or the time are used up. It shows
 * what a server can do, not how it feels: for that there is the open loop.
 */
export const closedLoop = async (
  connections: readonly Connection[],
  requests: readonly Buffer[],
  lengthMsMax: number,
): Promise<ClosedLoopResult> => {
  const latenciesMs: number[] = [];
  let next = 0;
  let refused = 0;
  const startedAt = performance.now();
  const drive = async (connection: Connection): Promise<void> => {
    for (;;) {
      const sentAt = performance.now();
      const request = sentAt - startedAt < lengthMsMax ? requests[next] : undefined;
      if (request === undefined) return;
      next += 1;
      const status = await connection.send(request);
      if (status === 200) latenciesMs.push(performance.now() - sentAt);
      else refused += 1;
    }
  };
  await Promise.all(connections.map(drive));
  return { accepted: latenciesMs.length, refused, elapsedMs: performance.now() - startedAt, latenciesMs };
};
