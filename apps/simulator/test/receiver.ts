import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A receiver of webhooks that is not ours: it checks, keeps and answers what it was told to answer. */
export interface Received {
  readonly slug: string;
  readonly body: Buffer;
  readonly authentic: boolean;
}

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** The status of the next answers to authentic webhooks; 200 when there is none left. */
  readonly answers: number[];
  readonly close: () => void;
}

export const COLOMBIA = { slug: 'mono-colombia', scheme: 'mono-signature', secret: 'whsec_of_the_test' } as const;
export const NIGERIA = { slug: 'mono-nigeria', scheme: 'mono-webhook-secret', secret: 'sesame' } as const;

/** Written again here on purpose: a check that shared the simulator's signing would accept its mistakes. */
const isAuthentic = (slug: string, headers: IncomingHttpHeaders, body: Buffer): boolean => {
  if (slug === NIGERIA.slug) return headers['mono-webhook-secret'] === NIGERIA.secret;
  const parts = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['mono-signature']));
  const signed = Buffer.concat([Buffer.from(`${parts?.[1] ?? ''}.`), body]);
  return createHmac('sha256', COLOMBIA.secret).update(signed).digest('hex') === parts?.[2];
};

export const openReceiver = async (): Promise<Receiver> => {
  const received: Received[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const slug = request.url?.replace('/webhooks/', '') ?? '';
      const authentic = isAuthentic(slug, request.headers, body);
      received.push({ slug, body, authentic });
      response.statusCode = authentic ? (answers.shift() ?? 200) : 401;
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    received,
    answers,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
