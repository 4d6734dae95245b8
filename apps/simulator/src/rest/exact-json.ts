import type { JsonValue } from '../bank/json.js';
import { writeJson } from '../deliver/write-json.js';

/** `JSON.parse` whose reviver sees the digits as they stand; the language's types do not know it yet. */
type ParseWithSource = (
  text: string,
  reviver: (key: string, value: unknown, context: { source: string }) => unknown,
) => unknown;

/** Integers that a double would round become bigints: an amount is never changed on its way in. */
const parseExact = (text: string): unknown =>
  (JSON.parse as ParseWithSource)(text, (_key, value, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? BigInt(source) : value,
  );

/** The part of Fastify that reads and writes bodies. */
export interface BodyParsing {
  removeAllContentTypeParsers(): void;
  addContentTypeParser(
    type: string,
    options: { parseAs: 'string'; bodyLimit: number },
    parser: (request: unknown, body: string, done: (error: Error | null, value?: unknown) => void) => void,
  ): unknown;
  setReplySerializer(serializer: (payload: unknown) => string): unknown;
}

// A thousand transfers of 600 bytes, and as much again.
const BODY_BYTES_MAX = 2 * 1024 * 1024;

/** Reads any body as JSON and writes every answer with exact integers. */
export const useExactJson = (fastify: BodyParsing): void => {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'string', bodyLimit: BODY_BYTES_MAX }, (_request, body, done) => {
    if (body === '') {
      done(null, {});
      return;
    }
    try {
      done(null, parseExact(body));
    } catch {
      done(Object.assign(new Error('The body is not JSON'), { statusCode: 400 }));
    }
  });
  fastify.setReplySerializer((payload) => writeJson(plain(payload)));
};

/** Answers are made of plain values; what JSON leaves out (undefined) is left out here too. */
const plain = (value: unknown): JsonValue => {
  if (Array.isArray(value)) return value.map((item) => plain(item));
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(members.map(([key, member]) => [key, plain(member)]));
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value;
  return typeof value === 'boolean' ? value : null;
};
