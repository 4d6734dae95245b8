import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

/** The connection broke, or what came is not an HTTP answer with a length. */
export class BrokenConnection extends Error {
  constructor(detail: string, cause?: unknown) {
    super(`The connection to the server broke: ${detail}`, { cause });
    this.name = 'BrokenConnection';
  }
}

interface Waiting {
  readonly resolve: (status: number) => void;
  readonly reject: (error: Error) => void;
}

const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * One kept-alive HTTP/1.1 connection with one request in flight. Written by hand over a socket because a full client
 * costs several times more CPU a request, which the servers under test would lack: here a request is one write, and an
 * answer one search for the end of its head. Answers must carry a `content-length` (both sides' do).
 */
export class Connection {
  private waiting: Waiting | undefined;
  private received: Buffer = Buffer.alloc(0);
  private broken: BrokenConnection | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      this.take(chunk);
    });
    socket.on('error', (error) => {
      this.fail(new BrokenConnection(error.message, error));
    });
    socket.on('close', () => {
      this.fail(new BrokenConnection('closed by the server'));
    });
  }

  static async open(host: string, port: number): Promise<Connection> {
    const socket = connect({ host, port });
    await once(socket, 'connect');
    return new Connection(socket);
  }

  /** Sends prepared bytes and answers the HTTP status. @throws BrokenConnection */
  send(request: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      if (this.broken !== undefined) {
        reject(this.broken);
        return;
      }
      this.waiting = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const headEnd = this.received.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = this.received.toString('latin1', 0, headEnd);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) {
      this.fail(new BrokenConnection('an answer without a length'));
      return;
    }
    if (this.received.length < headEnd + HEAD_END.length + Number(length)) return;
    this.received = Buffer.alloc(0); // one request in flight: nothing can follow
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.resolve(Number(head.slice(9, 12)));
  }

  private fail(error: BrokenConnection): void {
    this.broken ??= error;
    this.waiting?.reject(error);
    this.waiting = undefined;
    this.socket.destroy();
  }
}

/** As many connections as asked for, opened before any clock runs. */
export const openConnections = (host: string, port: number, count: number): Promise<Connection[]> =>
  Promise.all(Array.from({ length: count }, () => Connection.open(host, port)));
