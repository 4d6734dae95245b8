import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORPUS } from './places.js';

/** An input that is tried first on every run: picked by hand, or a counterexample that was found once. */
export interface CorpusEntry {
  readonly name: string;
  /** Why it is here: what it is the edge of, or what it broke. */
  readonly why: string;
}

/** Entries of one file of the corpus. Bytes that no text can hold stand as `base64:…`. */
export const readCorpus = (file: string): unknown => JSON.parse(readFileSync(join(CORPUS, `${file}.json`), 'utf8'));

const BASE64 = 'base64:';

export const bytesOf = (text: string): Buffer =>
  text.startsWith(BASE64) ? Buffer.from(text.slice(BASE64.length), 'base64') : Buffer.from(text, 'utf8');

/** Bytes as an entry of the corpus would hold them. */
export const showBytes = (bytes: Uint8Array): string => {
  const buffer = Buffer.from(bytes);
  const text = buffer.toString('utf8');
  return JSON.stringify(Buffer.from(text, 'utf8').equals(buffer) ? text : BASE64 + buffer.toString('base64'));
};
