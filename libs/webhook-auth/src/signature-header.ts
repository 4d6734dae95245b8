/** A `Mono-Signature` header, taken apart. Nothing in it is trusted yet. */
export interface SignatureHeader {
  /** `t` as it was written: these characters were signed, not the number they stand for. */
  readonly signedTime: string;
  /** The same in Unix seconds. */
  readonly timeSeconds: number;
  /** The well-formed `v1` values, each 32 bytes; never empty. */
  readonly signatures: readonly Buffer[];
}

// Mono sends two parts, and a rotation one more. Each costs its reader more than its sender, and 4,096 characters hold
// thousands.
const PARTS_MAX = 64;

// Mono's own reference code collects several v1; a rotation needs two. Sixteen bound the comparisons.
const SIGNATURES_MAX = 16;

// Eleven digits of seconds reach the year 5138. Thirteen would be milliseconds, which Mono does not send.
const TIME = /^\d{1,11}$/;

// Lower case only, as Mono writes it: a signature then has one spelling, and no changed byte of a header passes.
const SIGNATURE = /^[0-9a-f]{64}$/;

/**
 * Reads `t=<unix seconds>,v1=<64 hex digits>`. Spaces and tabs around the parts are allowed; parts of other names (a later
 * version) and misshapen `v1` are passed over, since another part may match. A second `t` is refused, because it
 * would leave open which one was signed; so two headers, which Node joins by a comma, are refused as well.
 *
 * @returns undefined when there is not exactly one plausible `t` and at least one well-formed `v1`, or when there are
 *   more than 64 parts or 16 `v1`
 */
export const parseSignatureHeader = (header: string): SignatureHeader | undefined => {
  const written = header.split(',', PARTS_MAX + 1);
  if (written.length > PARTS_MAX) return undefined;
  const parts = written.map(nameAndValue);
  const times = valuesOf('t', parts);
  const versions = valuesOf('v1', parts);
  const signedTime = times[0];
  if (times.length !== 1 || signedTime === undefined || !TIME.test(signedTime)) return undefined;
  if (versions.length > SIGNATURES_MAX) return undefined;
  const signatures = versions.filter((value) => SIGNATURE.test(value)).map((value) => Buffer.from(value, 'hex'));
  return signatures.length === 0 ? undefined : { signedTime, timeSeconds: Number(signedTime), signatures };
};

type Part = readonly [name: string, value: string];

const nameAndValue = (part: string): Part => {
  const text = withoutSpace(part);
  const equals = text.indexOf('=');
  return equals === -1 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
};

/** HTTP's white space, the space and the tab. `trim` takes some twenty more, such as the no-break space. */
const withoutSpace = (text: string): string => {
  let from = 0;
  let to = text.length;
  while (isSpace(text[from])) from += 1;
  while (to > from && isSpace(text[to - 1])) to -= 1;
  return text.slice(from, to);
};

const isSpace = (character: string | undefined): boolean => character === ' ' || character === '\t';

const valuesOf = (name: string, parts: readonly Part[]): string[] =>
  parts.filter((part) => part[0] === name).map((part) => part[1]);
