import type { Server } from 'node:http';

// A load balancer sees the change of readiness at its next probe and a busy connection has another request within
// this time, so that most connections end with an answer and not with a close that a request may cross.
const LAME_DUCK_MS = 500;

const SWEEP_MS = 100;

// No answer takes longer than its body's deadline (2.5 s), the broker's (1 s) and the spool's (0.7 s): what is open after
// this is stalled.
const CUT_OFF_MS = 5_000;

/**
 * Ends a server without losing an answer. First it still takes and keeps what comes, says that it is not ready and
 * ends each connection with its next answer; then Nest stops listening and waits for the requests under way, while
 * connections that fall idle are closed (Node leaves them open for their keep-alive time).
 */
export class Drain {
  #draining = false;
  #sweep: NodeJS.Timeout | undefined;
  #cutOff: NodeJS.Timeout | undefined;

  /** Whether answers should end their connection. */
  get draining(): boolean {
    return this.#draining;
  }

  /** Resolves when the server may stop listening. */
  async begin(server: Pick<Server, 'closeIdleConnections' | 'closeAllConnections'>): Promise<void> {
    this.#draining = true;
    await new Promise((resolve) => setTimeout(resolve, LAME_DUCK_MS));
    this.#sweep = setInterval(() => {
      server.closeIdleConnections();
    }, SWEEP_MS);
    this.#cutOff = setTimeout(() => {
      server.closeAllConnections();
    }, CUT_OFF_MS);
  }

  /** The server is closed. */
  end(): void {
    clearInterval(this.#sweep);
    clearTimeout(this.#cutOff);
  }
}
