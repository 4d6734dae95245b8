import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { problemOfStatus } from './problem-of.js';
import { problemAnswer, sendProblem, type ProblemReply } from './problem.js';
import { watchRoutes, type Hooks } from './routes.js';

export interface HttpLimits {
  /** Bytes of a body; the reads of Caudal take none, so the standard is small. */
  readonly bodyBytesMax?: number;
  /** From the first byte of a request to the end of its headers. */
  readonly headersTimeoutMs?: number;
  /** From the first byte of a request to its last: a dripping sender does not defeat it. */
  readonly requestTimeoutMs?: number;
  /** From the wish to close to the end of what is still being answered. */
  readonly closeGraceMs?: number;
}

// Longer than any answer takes, shorter than the 30 s after which orchestrators kill.
const CLOSE_GRACE_MS = 10_000;

// Every byte that Node lets into the head of a request (16 KiB): a longer id is answered 404 by us, not 414.
const PARAMETER_LENGTH_MAX = 16 * 1024;

/**
 * Fastify for Nest, with every error below Nest answered as problem+json too: an address that cannot be decoded,
 * headers that are too large, a request that does not arrive.
 */
export const createAdapter = (limits: HttpLimits = {}): FastifyAdapter => {
  const requestTimeout = limits.requestTimeoutMs ?? 5_000;
  const adapter = new FastifyAdapter({
    bodyLimit: limits.bodyBytesMax ?? 64 * 1024,
    requestTimeout,
    // All three are needed: Node swaps the first two when the headers' is the larger, and by itself looks only
    // every 30 s.
    http: {
      headersTimeout: Math.min(limits.headersTimeoutMs ?? 2_000, requestTimeout),
      requestTimeout,
      connectionsCheckingInterval: 500,
      // We are one host: whoever leaves it out is answered like the others, not by Node with an empty 400.
      requireHostHeader: false,
    },
    // What an open connection still brings is answered by us, by what it asks: Fastify's own 503 is no problem+json, and
    // does not say when to come again.
    return503OnClosing: false,
    routerOptions: { maxParamLength: PARAMETER_LENGTH_MAX },
    frameworkErrors: (error: { readonly statusCode?: number }, _request: unknown, reply: unknown) => {
      // Fastify's own type of a reply ties the body to a route's schemas; there is no route yet.
      sendProblem(reply as ProblemReply, problemOfStatus(error.statusCode ?? 400));
    },
    clientErrorHandler: answerSocket,
  });
  adapter.getInstance<Closing>().server.on('checkExpectation', answerExpectation);
  watchRoutes(adapter.getInstance<Hooks>());
  endWithin(limits.closeGraceMs ?? CLOSE_GRACE_MS, adapter.getInstance<Closing>());
  return adapter;
};

interface Closing {
  readonly server: Pick<Server, 'closeAllConnections' | 'on'>;
  addHook(name: 'preClose', hook: (done: () => void) => void): unknown;
}

/** An answer that does not end, or a caller that does not read it, would otherwise keep a closing process alive for ever. */
const endWithin = (graceMs: number, fastify: Closing): void => {
  fastify.addHook('preClose', (done) => {
    setTimeout(() => {
      fastify.server.closeAllConnections();
    }, graceMs).unref();
    done();
  });
};

const STATUS_OF_SOCKET_ERROR: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** `Expect` with anything but `100-continue`: nobody sends it, and Node's own answer has no body. */
const answerExpectation = (_request: IncomingMessage, response: ServerResponse): void => {
  const { status, headers, body } = problemAnswer(problemOfStatus(400));
  response.writeHead(status, { ...headers, connection: 'close' }).end(body);
};

/** What Node refuses before there is a request. */
const answerSocket = (error: Error & { readonly code?: string }, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, headers, body } = problemAnswer(problemOfStatus(STATUS_OF_SOCKET_ERROR[error.code ?? ''] ?? 400));
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${body}`,
  );
};
