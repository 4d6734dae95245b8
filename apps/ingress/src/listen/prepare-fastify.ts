import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http';
import type { ByteBudget } from './byte-budget.js';
import { bodyReader } from './read-body.js';

/** Fastify, as far as ingress sets it up. */
export interface Fastify {
  readonly server: Server;
  removeAllContentTypeParsers(): void;
  addContentTypeParser(type: '*', parser: ReturnType<typeof bodyReader>): unknown;
  addHook(name: 'onRequest', hook: (request: Request, reply: unknown, done: () => void) => void): unknown;
  addHook(name: 'onResponse', hook: (request: Request, reply: Reply, done: () => void) => void): unknown;
}

interface Request {
  readonly method: string;
  readonly url: string;
  readonly raw: IncomingMessage & { readonly headers: IncomingHttpHeaders };
}

interface Reply {
  readonly statusCode: number;
}

export interface Preparation {
  readonly budget: ByteBudget;
  readonly countRejected: (status: number) => void;
}

// A connection costs some 20 KB, so 100 MB at most. Mono's traffic and a load balancer's pool need a few hundred.
const CONNECTIONS_MAX = 5_000;

const STATUS_OF_SOCKET_ERROR: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** Bodies as raw bytes whatever their type, every refusal counted. Call it before the application is initialised. */
export const prepareFastify = (fastify: Fastify, { budget, countRejected }: Preparation): void => {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', bodyReader(budget));
  fastify.addHook('onRequest', (request, _reply, done) => {
    // A malformed content type would be 415 before any parser; the signature covers the bytes and not this header.
    if (request.method === 'POST') request.raw.headers['content-type'] = 'application/octet-stream';
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    if (reply.statusCode >= 400 && request.url.startsWith('/webhooks/')) countRejected(reply.statusCode);
    done();
  });
  fastify.server.maxConnections = CONNECTIONS_MAX;
  // What never became a request: its answer is written by the adapter, here it is only counted.
  fastify.server.on('clientError', (error: Error & { readonly code?: string }) => {
    if (error.code !== 'ECONNRESET') countRejected(STATUS_OF_SOCKET_ERROR[error.code ?? ''] ?? 400);
  });
};
