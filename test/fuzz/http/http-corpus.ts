import { readCorpus, type CorpusEntry } from '../engine/corpus.js';
import type { Exchange } from './exchange.js';

/** An entry of `corpus/requests.json`: bytes as Latin-1, since a request need not be UTF-8. */
interface RequestEntry extends CorpusEntry {
  readonly bytes: string;
  /** What each answer may be; without it anything that is not the server's fault. */
  readonly answers?: readonly (readonly number[])[];
  readonly end: Exchange['end'];
}

/** Requests that are tried first on every run. None of them is authentic. */
export const httpCorpus = (): readonly Exchange[] =>
  (readCorpus('requests') as readonly RequestEntry[]).map(({ name, bytes, answers, end }) => ({
    kind: `corpus: ${name}`,
    pieces: [Buffer.from(bytes, 'latin1')],
    answers: answers ?? null,
    end,
    bodies: [],
    ordinary: false,
  }));
