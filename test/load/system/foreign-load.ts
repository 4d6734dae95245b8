import { readdir, readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { busySeconds, processTimes, treeSeconds, type ProcessTimes } from './cpu.js';

/**
 * Watches what others do on this machine: the processor time that neither this process nor its children used, as a
 * mean number of cores. Rounds in turns share a disturbance fairly, but a reader must know of it.
 *
 * @returns a function that answers the mean since the call
 */
export const watchForeignLoad = async (): Promise<() => Promise<number>> => {
  const begin = await look();
  return async () => {
    const end = await look();
    const cores = (end.foreignS - begin.foreignS) / ((end.atMs - begin.atMs) / 1_000);
    return Math.max(0, cores); // both are counted in ticks
  };
};

const look = async (): Promise<{ foreignS: number; atMs: number }> => {
  const [machine, processes] = await Promise.all([readFile('/proc/stat', 'utf8'), allProcesses()]);
  return { foreignS: busySeconds(machine) - treeSeconds(processes, process.pid), atMs: performance.now() };
};

const allProcesses = async (): Promise<ProcessTimes[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)));
  return stats.filter((stat) => stat !== undefined).map(processTimes); // one that ended meanwhile has no file
};
