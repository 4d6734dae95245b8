/** Lines that stay, and one that is written over while a person is looking; in a file every line stays. */
export interface Terminal {
  say(text: string): void;
  live(line: string): void;
}

const ERASE_LINE = '\r\u001b[K';

export const createTerminal = (out: NodeJS.WriteStream): Terminal => {
  // Who read our output may be gone; that is no reason to end the system.
  out.on('error', () => undefined);
  const erase = out.isTTY ? ERASE_LINE : '';
  return {
    say(text) {
      out.write(`${erase}${text}\n`);
    },
    live(line) {
      out.write(out.isTTY ? `${erase}${line.slice(0, out.columns - 1)}` : `${line}\n`);
    },
  };
};
