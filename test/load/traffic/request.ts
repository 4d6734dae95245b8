import { createHmac } from 'node:crypto';

/** Where the webhooks go, and the secret that signs them. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly secret: string;
}

/**
 * A whole signed HTTP request as bytes, so that nothing is serialised or hashed once the clock runs: the generator
 * shares the machine with the servers that it measures.
 */
export const signedRequest = (target: Target, body: string, nowMs: number): Buffer => {
  const t = Math.floor(nowMs / 1_000);
  const signature = createHmac('sha256', target.secret).update(`${t}.`).update(body).digest('hex');
  return Buffer.from(
    `POST ${target.path} HTTP/1.1\r\nhost: ${target.host}:${target.port}\r\ncontent-type: application/json\r\n` +
      `accept: */*\r\nuser-agent: bench\r\nmono-signature: t=${t},v1=${signature}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
};
