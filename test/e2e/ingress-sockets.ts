import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** A connection on which a specification writes what no HTTP client would. */
export interface RawConnection {
  readonly socket: Socket;
  /** The first answer, whenever it comes. */
  readonly answer: Promise<RawAnswer>;
}

export const openRaw = async (port: number): Promise<RawConnection> => {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let text = '';
  const answer = new Promise<RawAnswer>((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const parsed = parse(text);
      if (parsed) resolve(parsed);
    });
    socket.on('error', reject);
    socket.on('close', () => {
      const parsed = parse(text);
      if (parsed) resolve(parsed);
      else reject(new Error(`The connection ended without an answer: ${text}`));
    });
  });
  answer.catch(() => undefined);
  return { socket, answer };
};

const parse = (text: string): RawAnswer | undefined => {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1 || text.startsWith('HTTP/1.1 100')) return undefined;
  const head = text.slice(0, end);
  const body = text.slice(end + 4);
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
  return body.length < length ? undefined : { status: Number(head.slice(9, 12)), head, body };
};

/** Writes, tolerating that the other side has hung up already. */
export const write = (socket: Socket, data: string | Buffer): Promise<void> =>
  new Promise((resolve) => {
    if (socket.destroyed || !socket.writable) resolve();
    else
      socket.write(data, () => {
        resolve();
      });
  });
