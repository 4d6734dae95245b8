import { readFile } from 'node:fs/promises';

/** Resident memory of a process in MB; undefined when there is no such process, or no /proc. */
export const residentMb = async (pid: number | undefined): Promise<number | undefined> => {
  const status = await readFile(`/proc/${pid ?? 0}/status`, 'utf8').catch(() => '');
  const kb = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
  return kb === undefined ? undefined : Number(kb) / 1_024;
};

/** How many lines a process has logged so far. */
export const logLines = async (logFile: string): Promise<number> => {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return text.split('\n').length - 1;
};
