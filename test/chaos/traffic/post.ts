import { performance } from 'node:perf_hooks';
import { Agent, request } from 'undici';

/** One attempt, as the provider sees it. */
export interface Answer {
  /** 0 where none came: no connection, one that broke, or nothing within five seconds. */
  readonly status: number;
  readonly tookMs: number;
  readonly retryAfter: boolean;
  /** By what the connection broke after it was taken: what became of the webhook nobody can tell. */
  readonly brokenBy?: string;
}

export interface Poster {
  post(url: string, headers: Record<string, string>, body: Buffer): Promise<Answer>;
  close(): Promise<void>;
}

// A receiver promises an answer within 2 s, so five are a hung one.
const ANSWER_MS_MAX = 5_000;

const IDLE_MS = 30_000;

/**
 * A receiver that takes nearly two seconds for each answer has 600 of them at 300 requests a second, and as many again
 * that are sent once more. With fewer a request would wait for a connection, and its latency would be ours.
 */
const CONNECTIONS = 4_096;

/** @param connections how many webhooks are under way at once; one beyond them waits for its turn */
export const createPoster = (connections = CONNECTIONS): Poster => {
  const dispatcher = new Agent({
    connections,
    connectTimeout: ANSWER_MS_MAX,
    headersTimeout: ANSWER_MS_MAX,
    bodyTimeout: ANSWER_MS_MAX,
    // Whatever the receiver offers (Fastify: 72 s): who closes first by a wide margin never sends into a closing one.
    keepAliveTimeout: IDLE_MS,
    keepAliveMaxTimeout: IDLE_MS,
  });
  return {
    async post(url, headers, body) {
      const sentMs = performance.now();
      try {
        const answer = await request(url, { method: 'POST', headers, body, dispatcher });
        await answer.body.dump();
        const retryAfter = answer.headers['retry-after'] !== undefined;
        return { status: answer.statusCode, tookMs: performance.now() - sentMs, retryAfter };
      } catch (error) {
        const { code = 'unknown' } = error as NodeJS.ErrnoException;
        const answer = { status: 0, tookMs: performance.now() - sentMs, retryAfter: false };
        return code === 'ECONNREFUSED' ? answer : { ...answer, brokenBy: code };
      }
    },
    close: () => dispatcher.destroy(),
  };
};
