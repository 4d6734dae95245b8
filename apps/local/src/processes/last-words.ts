import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { DISK_FULL } from '../problem.js';

/** Enough for the last dozen lines, also of a program that logs wide. */
const TAIL_BYTES = 8_192;
const WIDTH = 300;
const TELLING = /error|fatal|cannot|could not|refus|denied|No space left|in use|exception/i;
const NOISE = /^at |^\.\.\. \d+ more|^Node\.js v/;

/** Where a log ends now: a program's own words come after it. */
export const endOf = (logFile: string): number => statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;

/** The line of a log, after `from`, that most likely tells why its program ended, or where to look; or nothing. */
export const lastWords = (logFile: string, from: number): string => {
  const lines = tail(logFile, from)
    .split('\n')
    .map(plain)
    .filter((line) => line.length > 0 && !NOISE.test(line));
  const line = lines.findLast((candidate) => TELLING.test(candidate));
  if (line === undefined) return lines.length > 0 ? ` See ${logFile}.` : '';
  const full = /No space left|ENOSPC/.test(line) ? `. ${DISK_FULL.slice(0, -1)}` : '';
  return ` Its last words: ${line.slice(0, WIDTH)}${full} (${logFile}).`;
};

const tail = (path: string, from: number): string => {
  try {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      // A log that was emptied since is shorter than it was.
      const start = Math.max(from > size ? 0 : from, size - TAIL_BYTES);
      const bytes = Buffer.alloc(size - start);
      readSync(file, bytes, 0, bytes.length, start);
      return bytes.toString('utf8');
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
};

/** A structured log line by its message and its error; any other line as it is. */
const plain = (line: string): string => {
  const text = line.trim();
  if (!text.startsWith('{')) return text;
  try {
    const { msg, err } = JSON.parse(text) as { msg?: unknown; err?: { message?: unknown } };
    const parts = [msg, err?.message].filter((part) => typeof part === 'string' && part.length > 0);
    return parts.length > 0 ? parts.join(': ') : text;
  } catch {
    return text;
  }
};
