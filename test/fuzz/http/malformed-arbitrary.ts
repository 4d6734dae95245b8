import fc from 'fast-check';
import { bodyInputs } from '../body/body-arbitrary.js';
import type { Exchange } from './exchange.js';
import { plain, requestTo } from './request-text.js';
import { proofOf, SOURCES } from './sources.js';

// Changes stand within the first 500 bytes; what follows them need not be long.
const ORDINARY_BYTES_MAX = 16 * 1024;

/** Lines that HTTP forbids, that servers and proxies have disagreed about, or that ask for what we do not do. */
const LINES = [
  ...['content-length: 5\r\ncontent-length: 6', 'content-length: 5, 5', 'content-length: -1', 'content-length: +5'],
  ...['content-length: 0x5', 'content-length: 99999999999999999999', 'content-length:', 'content-length: 5 5'],
  ...['transfer-encoding: chunked\r\ncontent-length: 5', 'transfer-encoding: xchunked', 'transfer-encoding: identity'],
  ...['transfer-encoding: chunked, chunked', 'transfer-encoding: gzip, chunked', 'transfer-encoding:\tchunked'],
  ...['transfer-encoding: chunked\r\ntransfer-encoding: x', 'Transfer-Encoding\r\n : chunked', 'te: trailers'],
  ...[
    'expect: 200-ok',
    'expect: 100-continue\r\ntransfer-encoding: chunked',
    'upgrade: websocket\r\nconnection: upgrade',
  ],
  ...['upgrade: h2c\r\nconnection: upgrade, http2-settings\r\nhttp2-settings: x', 'connection: close, keep-alive'],
  ...['name : value', ': value', 'name', ' folded', 'na\0me: x', 'name: a\0b', 'name: a\rb', 'name: a\nb', 'näme: x'],
  ...['host: other', 'host:', 'proxy-connection: x', `x: ${'y'.repeat(20_000)}`],
] as const;

const FIRST_LINES = [
  ...['POST /webhooks/bogota HTTP/1.1', 'POST /webhooks/bogota HTTP/1.0', 'POST /webhooks/bogota HTTP/2.0'],
  ...['POST /webhooks/bogota HTTP/0.9', 'POST /webhooks/bogota', 'POST  /webhooks/bogota HTTP/1.1', 'post / HTTP/1.1'],
  ...['HEAD /webhooks/bogota HTTP/1.1', 'CONNECT fuzz:443 HTTP/1.1', 'PRI * HTTP/2.0', 'GET http://fuzz/ HTTP/1.1'],
  ...['POST http://fuzz/webhooks/bogota HTTP/1.1', 'POST /webhooks/%zz HTTP/1.1', 'POST /webhooks/%c0%ae HTTP/1.1'],
  ...['POST /webhooks/bogota#x HTTP/1.1', 'POST /webhooks/\x80 HTTP/1.1', 'POST \\webhooks HTTP/1.1', '\0', '', ' '],
  ...[
    `GET /${'x'.repeat(20_000)} HTTP/1.1`,
    'GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1',
    '\x16\x03\x01\x02\x00\x01',
    'QUIT',
  ],
] as const;

const CHUNKS = [
  ...[
    '5\r\nhello\r\n0\r\n\r\n',
    'hello',
    '',
    '0\r\n\r\n',
    'g\r\nhello\r\n',
    '-5\r\nhello\r\n0\r\n\r\n',
    '5\r\nhell\r\n0\r\n\r\n',
  ],
  ...[
    '5\nhello\n0\n\n',
    'ffffffffffffffff\r\nx',
    '0x5\r\nhello\r\n0\r\n\r\n',
    '5 \r\nhello\r\n0\r\n\r\n',
    '00000005\r\nhello\r\n0\r\n\r\n',
  ],
  ...[
    `5;${'e'.repeat(20_000)}\r\nhello\r\n0\r\n\r\n`,
    `0\r\n${'t: x\r\n'.repeat(3_000)}\r\n`,
    '5\r\nhello0\r\n\r\n',
    '0\r\ncontent-length: 7\r\n\r\n',
  ],
] as const;

/** Heads put together from what should not stand in one, with a body that may belong to them or not. */
export const malformedHeads: fc.Arbitrary<Exchange> = fc
  .tuple(
    fc.oneof(
      { weight: 2, arbitrary: fc.constant(FIRST_LINES[0]) },
      { weight: 1, arbitrary: fc.constantFrom(...FIRST_LINES) },
    ),
    fc.array(fc.constantFrom(...LINES), { maxLength: 3 }),
    fc.constantFrom('\r\n', '\r\n', '\r\n', '\n', '\r'),
    fc.constantFrom(...CHUNKS),
  )
  .map(([first, lines, newline, body]) => {
    const head = [first, 'host: fuzz', ...lines].join(newline);
    return plain('malformed', Buffer.from(`${head}${newline}${newline}${body}`, 'latin1'), null);
  });

interface Edit {
  readonly act: 'replace' | 'insert' | 'remove' | 'cut' | 'repeat';
  readonly at: number;
  readonly byte: number;
}

const edits = fc.array(
  fc.record<Edit>({
    act: fc.constantFrom('replace', 'insert', 'remove', 'cut', 'repeat'),
    at: fc.nat({ max: 500 }),
    byte: fc.oneof(fc.constantFrom(0, 9, 10, 13, 32, 44, 58, 59, 127, 128, 255), fc.nat({ max: 255 })),
  }),
  { minLength: 1, maxLength: 4 },
);

const edited = (bytes: Buffer, { act, at: wanted, byte }: Edit): Buffer => {
  const at = bytes.length === 0 ? 0 : wanted % bytes.length;
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (act) {
    case 'replace':
      return Buffer.concat([before, Buffer.of(byte), after.subarray(1)]);
    case 'insert':
      return Buffer.concat([before, Buffer.of(byte), after]);
    case 'remove':
      return Buffer.concat([before, after.subarray(1)]);
    case 'cut':
      return before;
    case 'repeat':
      return Buffer.concat([bytes, after]);
  }
};

/**
 * An authentic request with a few of its bytes changed, or bytes that never were one. Only a signature vouches for the
 * body: under Nigeria's scheme a changed body would be as authentic as the first.
 */
export const mutatedRequests: fc.Arbitrary<{ readonly request: Buffer; readonly body: Buffer | null }> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(bodyInputs, edits).map(([input, changes]) => {
      const provider = 'mono-colombia';
      const body = input.body.subarray(0, ORDINARY_BYTES_MAX);
      const request = requestTo(`/webhooks/${SOURCES[provider].slug}`, [proofOf(provider, body)], body);
      return { request: changes.reduce(edited, request), body };
    }),
  },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => ({ request: Buffer.from(bytes), body: null })),
  },
);
