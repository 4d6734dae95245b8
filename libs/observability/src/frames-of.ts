/**
 * Where something failed, as a log may say it: the frames of its stack, which are functions and files. The message that
 * stands before them may quote a value, and may have lines that look like frames: it is cut off whole.
 */
export const framesOf = (error: unknown): string[] => {
  const { message, stack }: { readonly message?: unknown; readonly stack?: unknown } = Object(error) as object;
  const frames = String(stack).replace(String(message), '');
  return frames.split('\n').flatMap((line) => FRAME.exec(line)?.[1] ?? []);
};

/** As V8 writes it: with a line and a column, or of the language itself. */
const FRAME = /^ {4}(at (?:.*:\d+:\d+\)?|.*\(<anonymous>\)))$/;
