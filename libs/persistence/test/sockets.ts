import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Servers that misbehave on purpose, for what the database's client makes of them. */
export const listening = (onSocket: (socket: Socket) => void): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer(onSocket).listen(0, '127.0.0.1', () => {
      resolve(server);
    });
  });

export const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** The same database by way of another port. */
export const urlAt = (url: string, port: number): string => {
  const other = new URL(url);
  other.host = `127.0.0.1:${port}`;
  return other.toString();
};

/** A way to a server that can be cut and mended. */
export interface Relay {
  readonly port: number;
  cut(): void;
  mend(): void;
  close(): void;
}

export const relayTo = async (url: string): Promise<Relay> => {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let open = false;
  const server = await listening((near) => {
    if (!open) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) sockets.add(socket.on('error', () => undefined));
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  const cut = () => {
    open = false;
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    port: portOf(server),
    cut,
    mend() {
      open = true;
    },
    close() {
      cut();
      server.close();
    },
  };
};
