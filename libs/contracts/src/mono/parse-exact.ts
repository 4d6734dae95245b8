import { err, ok, type Result } from '#kernel';

/** Mono's deepest body has seven levels; what nests deeper than this is no event and would exhaust a stack. */
const DEPTH_MAX = 64;

export type UnreadableReason = 'not_utf8' | 'not_json' | 'too_deep';

const exact = (_key: string, value: unknown, context?: { source: string }): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) && context && /^-?\d+$/.test(context.source)
    ? BigInt(context.source)
    : value;

/**
 * `JSON.parse` that keeps every digit of integers beyond 2^53, as `bigint`. The reviver is four times slower, so it
 * runs only where sixteen digits stand in a row: for nothing at times, never the other way round.
 *
 * @throws SyntaxError when the text is not JSON
 */
export const parseExact = (text: string): unknown =>
  (/\d{16}/.test(text) ? JSON.parse(text, exact) : JSON.parse(text)) as unknown;

// A byte order mark is dropped: it says nothing, RFC 8259 lets a reader pass over it, and an event must count with it
// as without it. (`ignoreBOM: true` would leave it in the text.)
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Bytes of a body as a JSON value, losslessly; or why they are none. */
export const readJson = (body: Uint8Array): Result<unknown, UnreadableReason> => {
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    return err('not_utf8');
  }
  if (depthOf(text) > DEPTH_MAX) return err('too_deep');
  try {
    return ok(parseExact(text));
  } catch {
    return err('not_json');
  }
};

const QUOTE = 34;
const BACKSLASH = 92;

/** Counts brackets outside strings, before anything recursive touches the text. */
const depthOf = (text: string): number => {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === 0x7b || code === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return deepest;
};
