import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { DISK_FULL } from '../problem.js';

/** Enough for the last dozen lines, also of a program that logs wide. */
const TAIL_BYTES = 8_192;
const WIDTH = 300;
const TELLING = /error|fatal|cannot|could not|refus|denied|No space left|in use|exception/i;

/** The line of a log that most likely tells why its program ended, as a sentence; empty when there is none. */
export const lastWords = (logFile: string): string => {
  const lines = tail(logFile)
    .split('\n')
    .map(plain)
    .filter((line) => line.length > 0 && !/^at |^\s*\.\.\. \d+ more|^Node\.js v/.test(line));
  const line = lines.findLast((candidate) => TELLING.test(candidate)) ?? lines.at(-1);
  if (line === undefined) return '';
  const full = /No space left|ENOSPC/.test(line) ? ` ${DISK_FULL}` : '';
  return `Its last words: ${line.slice(0, WIDTH)}${full} (${logFile})`;
};

const tail = (path: string): string => {
  try {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const length = Math.min(size, TAIL_BYTES);
      const bytes = Buffer.alloc(length);
      readSync(file, bytes, 0, length, size - length);
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
