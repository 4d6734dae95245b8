import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a server that can be cut: what is behind it is away for those who come by it, and for nobody else. */
export interface Link {
  /** The same address by way of the link. */
  by(url: string): string;
  up(): Promise<void>;
  /** Breaks what is connected and refuses what comes. */
  down(): Promise<void>;
  /** Every socket stays open and new ones are taken, but nothing gets through any more: a server that is frozen. */
  freeze(): void;
  thaw(): void;
}

/** A link to the server that a URL names. It is down at first, and must be down at the end. */
export const linkTo = async (url: string): Promise<Link> => {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let frozen = false;
  let server: Server | undefined;
  const forward = (near: Socket): void => {
    const far = connect(Number(port), hostname);
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      sockets.add(socket);
      if (frozen) socket.pause();
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
  };
  const down = async (): Promise<void> => {
    const closing = server;
    server = undefined;
    frozen = false;
    for (const socket of sockets) socket.destroy();
    if (closing) await new Promise((resolve) => closing.close(resolve));
  };
  const listen = async (at: number): Promise<void> => {
    const starting = createServer(forward).listen(at, '127.0.0.1');
    await once(starting, 'listening');
    server = starting;
  };
  const own = await firstFree(listen);
  await down();
  return {
    by(of) {
      const by = new URL(of);
      by.host = `127.0.0.1:${String(own)}`;
      return by.toString();
    },
    up: () => listen(own),
    down,
    freeze() {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw() {
      frozen = false;
      for (const socket of sockets) socket.resume();
    },
  };
};

/** Below the range from which systems take ports for outgoing connections: the link must get its own back. */
const PORTS = { from: 15_000, to: 32_000 } as const;
const ATTEMPTS = 100;

const firstFree = async (listen: (port: number) => Promise<void>): Promise<number> => {
  for (let attempt = 1; ; attempt += 1) {
    const port = randomInt(PORTS.from, PORTS.to);
    try {
      await listen(port);
      return port;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
};
