import { Agent, request } from 'undici';

/** Sends one attempt and tells the status of the answer. Throws when there was none. */
export type Post = (url: string, headers: Record<string, string>, body: Buffer) => Promise<number>;

export interface Poster {
  readonly post: Post;
  readonly close: () => Promise<void>;
}

// Mono states no time limit of its own; a receiver promises an answer within 2 s, so five are a hung one.
const ANSWER_MS_MAX = 5_000;

const IDLE_MS = 30_000;

/** Posts over connections that are kept open, at most one a delivery in flight. */
export const createPoster = (connections: number): Poster => {
  const agent = new Agent({
    connections,
    connectTimeout: ANSWER_MS_MAX,
    headersTimeout: ANSWER_MS_MAX,
    bodyTimeout: ANSWER_MS_MAX,
    // Whatever the receiver offers (Fastify: 72 s): who closes first by a wide margin never sends into a closing one.
    keepAliveTimeout: IDLE_MS,
    keepAliveMaxTimeout: IDLE_MS,
  });
  return {
    post: async (url, headers, body) => {
      const answer = await request(url, { method: 'POST', headers, body, dispatcher: agent });
      // Mono ignores what is answered; it is read only so that the connection can be used again.
      await answer.body.dump();
      return answer.statusCode;
    },
    close: () => agent.close(),
  };
};
