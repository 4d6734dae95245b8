import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/**
 * The other end of `guard.ts`: keeps the list of processes that it is told, one line each, and ends them, apps before
 * servers, when its standard input closes.
 */
const STAGES = ['app', 'server'] as const;
/** A broker that is asked to stop needs a few seconds; what does not answer in ten never will. */
const GRACE_MS = 10_000;
const POLL_MS = 50;

const watched = new Map<number, { stage: string; signal: NodeJS.Signals }>();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const send = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
};

/** A zombie has ended: where nobody collects orphans, such as under some containers' first process, it stays one. */
const isAlive = (pid: number): boolean => {
  if (!send(pid, 0)) return false;
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return process.platform !== 'linux';
  }
};

const endAll = async (pids: readonly number[]): Promise<void> => {
  for (const pid of pids) send(pid, watched.get(pid)?.signal ?? 'SIGTERM');
  const until = Date.now() + GRACE_MS;
  while (Date.now() < until && pids.some(isAlive)) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  // The whole group: a server's own children go with it.
  for (const pid of pids.filter(isAlive)) send(-pid, 'SIGKILL');
};

for await (const line of createInterface({ input: process.stdin })) {
  const [sign, pid, stage = 'app', signal = 'SIGTERM'] = line.split(' ');
  if (sign === '+') watched.set(Number(pid), { stage, signal: signal as NodeJS.Signals });
  if (sign === '-') watched.delete(Number(pid));
}
for (const stage of STAGES) {
  await endAll([...watched.keys()].filter((pid) => watched.get(pid)?.stage === stage));
}
process.exit(0);
