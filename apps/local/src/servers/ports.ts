import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Whether something listens there already; ports that we may not use count as taken. */
export const isTaken = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(true);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => {
        resolve(false);
      });
    });
  });

/** Below the range from which systems take ports for outgoing connections: those would get in between. */
const RANGE = { from: 15_000, to: 32_000 } as const;
const ATTEMPTS = 1_000;

/** Different ports that are free now, at random, so that two runs at once hardly meet. */
export const freePorts = async (count: number): Promise<number[]> => {
  const found = new Set<number>();
  for (let attempt = 0; found.size < count && attempt < ATTEMPTS; attempt += 1) {
    const port = randomInt(RANGE.from, RANGE.to);
    if (!found.has(port) && !(await isTaken(port))) found.add(port);
  }
  if (found.size < count) throw new Error(`there are not ${count} free ports from ${RANGE.from} to ${RANGE.to}`);
  return [...found];
};
