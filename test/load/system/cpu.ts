import { readFile } from 'node:fs/promises';

/** Linux counts time in ticks of USER_HZ, which is 100 on every architecture that Node supports. */
const TICKS_PER_S = 100;

/** CPU seconds, user and system, of one process with all its threads. */
export interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  readonly ownS: number;
  /** Of children that have ended and were waited for, with theirs. */
  readonly endedChildrenS: number;
}

/** One line of /proc/<pid>/stat. The name, in brackets, may hold anything, so count from its end. */
export const processTimes = (stat: string): ProcessTimes => {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [parent = NaN, user = NaN, system = NaN, childUser = NaN, childSystem = NaN] = [1, 11, 12, 13, 14].map((at) =>
    Number(fields[at]),
  );
  const ownS = (user + system) / TICKS_PER_S;
  const endedChildrenS = (childUser + childSystem) / TICKS_PER_S;
  if (!Number.isFinite(parent + ownS + endedChildrenS)) throw new Error(`/proc's line is not as expected: ${stat}`);
  return { pid: Number.parseInt(stat), parent, ownS, endedChildrenS };
};

/**
 * CPU seconds that a process has used since it began.
 *
 * @throws when there is no such process, or the machine has no /proc
 */
export const cpuSeconds = async (pid: number): Promise<number> =>
  processTimes(await readFile(`/proc/${pid}/stat`, 'utf8')).ownS;

/** CPU seconds of a process and of everything that descends from it, also of what has ended since. */
export const treeSeconds = (processes: readonly ProcessTimes[], root: number): number => {
  const children = Map.groupBy(processes, ({ parent }) => parent);
  const sum = (process: ProcessTimes): number =>
    (children.get(process.pid) ?? []).map(sum).reduce((a, b) => a + b, process.ownS + process.endedChildrenS);
  return processes.filter(({ pid }) => pid === root).reduce((total, process) => total + sum(process), 0);
};

/** CPU seconds of the whole machine, out of the first line of /proc/stat: user, nice, system, irq and softirq. */
export const busySeconds = (stat: string): number => {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = (stat.split('\n')[0] ?? '')
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq) / TICKS_PER_S;
};
