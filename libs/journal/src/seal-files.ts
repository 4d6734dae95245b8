import { createReadStream } from 'node:fs';
import { mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sealLine, type Seal } from './seal.js';

const NAME = /^seals-\d{4}-\d{2}\.ndjson$/;

/** Appends seals to the file of this month, and returns when the disk has them. */
export const appendSeals = async (directory: string, seals: readonly Seal[], nowMs: number): Promise<void> => {
  await mkdir(directory, { recursive: true });
  const month = new Date(nowMs).toISOString().slice(0, 7);
  const file = await open(join(directory, `seals-${month}.ndjson`), 'a', 0o644);
  try {
    await file.appendFile(seals.map((seal) => `${sealLine(seal)}\n`).join(''));
    await file.datasync();
  } finally {
    await file.close();
  }
};

/** Hands over every line of a directory's files, in their order; none when it is not there. */
export const readSealFiles = async (directory: string, take: (line: string) => void): Promise<void> => {
  const names = await readdir(directory).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names.filter((one) => NAME.test(one)).sort()) {
    const lines = createInterface({ input: createReadStream(join(directory, name)), crlfDelay: Infinity });
    for await (const line of lines) if (line !== '') take(line);
  }
};
