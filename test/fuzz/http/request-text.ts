import type { Exchange } from './exchange.js';

/** A request's head, byte for byte; what stands in it is the caller's affair. */
export const headOf = (method: string, path: string, headers: readonly string[]): Buffer =>
  Buffer.from(
    `${method} ${path} HTTP/1.1\r\nhost: fuzz\r\n${headers.map((one) => `${one}\r\n`).join('')}\r\n`,
    'latin1',
  );

export const requestTo = (path: string, headers: readonly string[], body: Buffer): Buffer =>
  Buffer.concat([headOf('POST', path, [...headers, `content-length: ${String(body.length)}`]), body]);

/** A body in chunks of this many bytes, each with this extension, and what comes after the last. */
export const chunkedBody = (body: Buffer, size: number, extension: string, trailer: string): Buffer => {
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length; at += size) {
    const chunk = body.subarray(at, at + size);
    chunks.push(Buffer.from(`${chunk.length.toString(16)}${extension}\r\n`), chunk, Buffer.from('\r\n'));
  }
  return Buffer.concat([...chunks, Buffer.from(`0\r\n${trailer}\r\n`)]);
};

/** Bytes of which nobody knows what they are answered, only that it is not the server's fault. */
export const plain = (kind: string, bytes: Buffer, body: Buffer | null): Exchange => ({
  kind,
  pieces: [bytes],
  answers: null,
  end: 'linger',
  bodies: [body],
  ordinary: false,
});
