import { readFile } from 'node:fs/promises';

/** Linux counts a process's time in ticks of USER_HZ, which is 100 on every architecture that Node supports. */
const TICKS_PER_S = 100;

/**
 * CPU seconds, user and system, that a process with all its threads has used since it began.
 *
 * @throws when there is no such process, or the machine has no /proc
 */
export const cpuSeconds = async (pid: number): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return cpuSecondsOf(stat);
};

/** The figure out of one line of /proc/<pid>/stat. The name, in brackets, may hold anything, so count from its end. */
export const cpuSecondsOf = (stat: string): number => {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  if (!Number.isFinite(user) || !Number.isFinite(system)) throw new Error(`/proc's line is not as expected: ${stat}`);
  return (user + system) / TICKS_PER_S;
};
