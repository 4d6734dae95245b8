import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePorts } from '../../apps/local/src/servers/ports.js';

/** A way to a server that can be cut: what is behind it is away for those who come through here, and for nobody else. */
export interface SwitchableLink {
  readonly port: number;
  up(): Promise<void>;
  /** Breaks what is connected and refuses what comes. */
  down(): Promise<void>;
}

export const switchableLink = async (to: { readonly host: string; readonly port: number }): Promise<SwitchableLink> => {
  const [port = 0] = await freePorts(1);
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  const forward = (near: Socket): void => {
    const far = connect(to);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  };
  return {
    port,
    async up() {
      server = createServer(forward).listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    async down() {
      const closing = server;
      server = undefined;
      for (const socket of sockets) socket.destroy();
      if (closing) await new Promise((resolve) => closing.close(resolve));
    },
  };
};
