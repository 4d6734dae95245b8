import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Answer, Exchange, Reply } from './exchange.js';

/**
 * The longest that ingress may take: 2.5 s for a request to arrive, 1 s for the broker and 0.7 s for the spool. What
 * has neither an answer nor an end after three times that, on a busy machine, is stuck.
 */
const STUCK_MS = 15_000;

const LAST_CHUNK = '0\r\n\r\n';

/**
 * An answer comes within some ten milliseconds; what waits for more bytes has none. Node takes the end of a sender's
 * side for its departure, so that it must not come before the answer.
 */
const LINGER_MS = 60;

/** The answers on one connection, whatever was asked. */
class Answers {
  readonly #list: Answer[] = [];
  #text: Buffer = Buffer.alloc(0);
  /** Bytes of a body that are still to come. */
  #left = 0;
  /** A body in chunks, of which only the last is looked for: none of ours has any, Node's own 417 does. */
  #chunked = false;

  get list(): readonly Answer[] {
    return this.#list;
  }

  /** Whether this many have come as a whole. */
  complete(count: number): boolean {
    return this.#list.length >= count && this.#left === 0 && !this.#chunked;
  }

  take(chunk: Buffer): void {
    this.#text = this.#text.length === 0 ? chunk : Buffer.concat([this.#text, chunk]);
    for (;;) {
      if (this.#chunked && !this.#skipChunks()) return;
      const body = Math.min(this.#left, this.#text.length);
      this.#left -= body;
      this.#text = this.#text.subarray(body);
      const end = this.#left > 0 ? -1 : this.#text.indexOf('\r\n\r\n');
      if (end === -1) return;
      const head = this.#text.toString('latin1', 0, end);
      this.#text = this.#text.subarray(end + 4);
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
      if (status >= 100 && status < 200) continue;
      this.#left = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      this.#chunked = /\r\ntransfer-encoding: *chunked/i.test(head);
      const deliveryId = /\r\ncaudal-delivery-id: *(\S+)/i.exec(head)?.[1] ?? null;
      // An answer that is none counts as the server's fault.
      this.#list.push({ status: Number.isNaN(status) ? 599 : status, deliveryId });
    }
  }

  /** @returns whether the last chunk has come */
  #skipChunks(): boolean {
    const last = this.#text.indexOf(LAST_CHUNK);
    if (last === -1) return false;
    this.#text = this.#text.subarray(last + LAST_CHUNK.length);
    this.#chunked = false;
    return true;
  }
}

/** A sender's place: ordinary requests share a connection as long as it lasts, every other has one of its own. */
export class Sender {
  #kept: Socket | undefined;

  constructor(private readonly port: number) {}

  async send(exchange: Exchange): Promise<Reply> {
    if (!exchange.ordinary) {
      const socket = await this.#open();
      const reply = await converse(socket, exchange);
      socket.destroy();
      return reply;
    }
    const used = this.#kept;
    const reply = await this.#sendOn(used ?? (await this.#open()), exchange);
    // A server may close an idle connection while a request is on its way: a client then asks anew.
    const crossed = used !== undefined && !reply.stuck && reply.answers.length === 0;
    return crossed ? this.#sendOn(await this.#open(), exchange) : reply;
  }

  close(): void {
    this.#kept?.destroy();
  }

  async #sendOn(socket: Socket, exchange: Exchange): Promise<Reply> {
    this.#kept = undefined;
    const reply = await converse(socket, exchange);
    if (socket.writable && !socket.readableEnded && !reply.stuck && reply.answers.length > 0) this.#kept = socket;
    else socket.destroy();
    return reply;
  }

  async #open(): Promise<Socket> {
    // Half open: after our end the answer is still to come.
    const socket = connect({ host: '127.0.0.1', port: this.port, allowHalfOpen: true });
    socket.setNoDelay(true);
    await once(socket, 'connect');
    // A connection that breaks closes too, and that is what is looked at.
    socket.on('error', () => undefined);
    return socket;
  }
}

const converse = async (socket: Socket, exchange: Exchange): Promise<Reply> => {
  const answers = new Answers();
  const { promise: over, resolve } = Promise.withResolvers<'over' | 'stuck'>();
  const wanted = exchange.end === 'await' ? (exchange.answers?.length ?? 0) : Number.POSITIVE_INFINITY;
  const onData = (chunk: Buffer): void => {
    answers.take(chunk);
    if (answers.complete(wanted)) resolve('over');
  };
  const onEnd = (): void => {
    resolve('over');
  };
  socket.on('data', onData).on('end', onEnd).on('close', onEnd);
  const stuck = setTimeout(() => {
    resolve('stuck');
  }, STUCK_MS);
  await writeAll(socket, exchange.pieces);
  if (exchange.end === 'hang_up') socket.destroy();
  if (exchange.end === 'reset') socket.resetAndDestroy();
  const lingering = setTimeout(() => {
    if (exchange.end === 'linger') socket.end();
  }, LINGER_MS);
  const how = await over;
  clearTimeout(stuck);
  clearTimeout(lingering);
  socket.off('data', onData).off('end', onEnd).off('close', onEnd);
  return { answers: answers.list, stuck: how === 'stuck' };
};

const writeAll = async (socket: Socket, pieces: readonly Buffer[]): Promise<void> => {
  for (const piece of pieces) {
    if (!socket.writable) return;
    socket.write(piece);
    await new Promise((turn) => setImmediate(turn));
  }
};
