import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

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
