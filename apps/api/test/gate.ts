import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A gate before a server: shut, nobody is there; open, bytes pass; frozen, somebody is there and says nothing. */
export interface Gate {
  readonly url: string;
  open(): Promise<void>;
  shut(): Promise<void>;
  freeze(): void;
}

export const gateBefore = async (url: string): Promise<Gate> => {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let frozen = false;
  let server: Server | undefined;

  const pass = (near: Socket): void => {
    const far = connect(Number(target.port), target.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('data', (bytes) => {
        if (!frozen) other.write(bytes);
      });
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  };

  const listen = (port: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const started = createServer(pass);
      server = started;
      started.once('error', reject).listen(port, '127.0.0.1', () => {
        resolve((started.address() as AddressInfo).port);
      });
    });

  const shut = async (): Promise<void> => {
    const closing = server;
    const closed = new Promise<void>((resolve) => {
      if (closing)
        closing.close(() => {
          resolve();
        });
      else resolve();
    });
    for (const socket of sockets) socket.destroy();
    await closed;
    server = undefined;
  };

  const port = await listen(0);
  await shut();
  const own = new URL(url);
  own.host = `127.0.0.1:${port}`;
  return {
    url: own.toString(),
    async open() {
      frozen = false;
      await listen(port);
    },
    shut,
    freeze() {
      frozen = true;
    },
  };
};
