/** A reason not to go on that the person at the terminal can mend: its message is all that is shown. */
export class Stop extends Error {}

export const DISK_FULL = 'The disk is full. Free some space and start again.';

export const isDiskFull = (text) => /ENOSPC|No space left/i.test(text);

export const say = (line) => process.stdout.write(`${line}\n`);

export const sentenceOf = (error) => {
  if (error instanceof Stop) return error.message;
  return isDiskFull(String(error)) ? DISK_FULL : `Stopped: ${error?.message ?? error}`;
};
