import { createHmac } from 'node:crypto';

/** What is asked of the check of `Mono-Signature`, in the words of Mono's documents. */
export interface SignatureInput {
  readonly header: string | undefined;
  readonly body: Uint8Array;
  readonly secrets: readonly { readonly id: string; readonly secret: string }[];
  readonly nowMs: number;
  readonly toleranceSeconds?: number;
}

export interface Accepted {
  readonly secretId: string;
  readonly signatureTime: number;
  readonly late: boolean;
}

/**
 * The scheme of Mono Colombia once more, as naively as it can be written: no regular expression, no constant time, not
 * a line of `libs/webhook-auth`. Two who made the same mistake would have to make it in two ways.
 *
 * @returns undefined for what must be refused
 */
export const signatureOracle = (input: SignatureInput): Accepted | undefined => {
  const { header, body, secrets, nowMs, toleranceSeconds } = input;
  if (header === undefined || header.length > 4_096) return undefined;
  const times: string[] = [];
  const versions: string[] = [];
  const parts = header.split(',');
  if (parts.length > 64) return undefined;
  for (const part of parts) {
    const [name, value] = cut(withoutSpaces(part));
    if (name === 't') times.push(value);
    if (name === 'v1') versions.push(value);
  }
  const [time] = times;
  if (time === undefined || times.length > 1 || versions.length > 16) return undefined;
  if (time.length < 1 || time.length > 11 || !consistsOf(time, '0123456789')) return undefined;
  const signed = Buffer.concat([Buffer.from(time), Buffer.from('.'), body]);
  const winner = secrets.find(({ secret }) => {
    if (secret === '') return false;
    const expected = createHmac('sha256', secret).update(signed).digest('hex');
    return versions.includes(expected);
  });
  if (!winner) return undefined;
  const distanceMs = Math.abs(nowMs - Number(time) * 1_000);
  if (toleranceSeconds !== undefined && distanceMs > toleranceSeconds * 1_000) return undefined;
  return { secretId: winner.id, signatureTime: Number(time), late: distanceMs > 300_000 };
};

/** HTTP knows two characters of white space: the space and the tab. */
const withoutSpaces = (text: string): string => {
  let from = 0;
  let to = text.length;
  while (from < to && (text[from] === ' ' || text[from] === '\t')) from += 1;
  while (to > from && (text[to - 1] === ' ' || text[to - 1] === '\t')) to -= 1;
  return text.slice(from, to);
};

const cut = (part: string): [string, string] => {
  const at = part.indexOf('=');
  return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
};

const consistsOf = (text: string, characters: string): boolean =>
  Array.from(text).every((one) => characters.includes(one));

/** Mono Nigeria: the header is the secret, byte for byte. A header is Latin-1 as Node hands it over. */
export const bearerOracle = (
  header: string | undefined,
  secrets: SignatureInput['secrets'],
): { readonly secretId: string } | undefined => {
  if (header === undefined || header === '' || header.length > 4_096) return undefined;
  const presented: number[] = [];
  for (let at = 0; at < header.length; at += 1) {
    const code = header.charCodeAt(at);
    if (code > 255) return undefined;
    presented.push(code);
  }
  const winner = secrets.find(
    ({ secret }) => secret !== '' && Buffer.from(presented).toString('hex') === Buffer.from(secret).toString('hex'),
  );
  return winner && { secretId: winner.id };
};
