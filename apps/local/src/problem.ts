/** Something that the person at the terminal can mend: the message is the whole story, in sentences. */
export class Problem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Problem';
  }
}

export const DISK_FULL = 'The disk is full. Free some space and start again.';

const SENTENCES: Readonly<Record<string, string>> = {
  ENOSPC: DISK_FULL,
  EROFS: 'The disk is read-only, so Caudal cannot keep its state in .caudal/.',
  EMFILE: 'Too many files are open. Raise the limit (ulimit -n 4096) and start again.',
};

/** Any error as a sentence for the terminal; what is not understood keeps its message, without its stack. */
export const sentenceOf = (error: unknown): string => {
  if (error instanceof Problem) return error.message;
  if (!(error instanceof Error)) return String(error);
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') {
    return `Not allowed to use ${path ?? 'a file'}. It may belong to another user, such as root after a start with sudo.`;
  }
  const sentence = code === undefined ? undefined : SENTENCES[code];
  return sentence ?? (/No space left|ENOSPC/.test(error.message) ? DISK_FULL : error.message);
};
