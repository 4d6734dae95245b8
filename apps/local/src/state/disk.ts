import { statfsSync } from 'node:fs';
import { DISK_FULL, Problem } from '../problem.js';

/** A new cluster of each server takes about 60 MB; the rest is for a few minutes of traffic. */
const FREE_MIN_MB = 300;

/** @throws Problem when a start could not even make its files */
export const checkDisk = (path: string): void => {
  const { bavail, bsize } = statfsSync(path);
  const freeMb = Math.floor((bavail * bsize) / 1_048_576);
  if (freeMb >= FREE_MIN_MB) return;
  throw new Problem(`${DISK_FULL} There are ${freeMb} MB left for ${path}, and a start needs ${FREE_MIN_MB} MB.`);
};
