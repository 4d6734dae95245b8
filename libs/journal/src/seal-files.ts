import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sealLine, type Seal } from './seal.js';

const NAME = /^seals-\d{4}-\d{2}\.ndjson$/;

/**
 * Appends seals to the file of this month, and returns when the disk has them. What a write that broke off has left
 * stays a line of its own.
 */
export const appendSeals = async (directory: string, seals: readonly Seal[], nowMs: number): Promise<void> => {
  await mkdir(directory, { recursive: true });
  const month = new Date(nowMs).toISOString().slice(0, 7);
  const file = await open(join(directory, `seals-${month}.ndjson`), 'a+', 0o644);
  try {
    const lines = seals.map((seal) => `${sealLine(seal)}\n`).join('');
    await file.appendFile((await endsWithin(file)) ? `\n${lines}` : lines);
    await file.datasync();
  } finally {
    await file.close();
  }
};

/** Whether a file ends within a line. */
const endsWithin = async (file: FileHandle): Promise<boolean> => {
  const { size } = await file.stat();
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() !== '\n';
};

/** Hands over every line of a directory's files, in their order. False when there is no such directory. */
export const readSealFiles = async (directory: string, take: (line: string) => void): Promise<boolean> => {
  const names = await readdir(directory).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (!names) return false;
  for (const name of names.filter((one) => NAME.test(one)).sort()) {
    const lines = createInterface({ input: createReadStream(join(directory, name)), crlfDelay: Infinity });
    for await (const line of lines) if (line !== '') take(line);
  }
  return true;
};
