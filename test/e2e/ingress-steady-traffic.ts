import { Agent, request } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IngressProcess } from './ingress-process.js';
import { approved, COLOMBIA, signed } from './ingress-webhooks.js';

/** A webhook and what came of it; status 0 when there was no answer. */
export interface Sent {
  readonly body: string;
  readonly status: number;
  readonly deliveryId: string;
  readonly retryAfter: string | undefined;
  readonly tookMs: number;
}

export interface Traffic {
  readonly sent: readonly Sent[];
  /**
   * For how long at most this process, which measures, did not get to work, in milliseconds: a few on a quiet machine.
   * On a crowded one ingress is kept waiting like this too, more than once in the life of a webhook.
   */
  readonly stalledMs: number;
}

export interface Rate {
  readonly perSecond: number;
  readonly seconds: number;
  /** Number of the first transfer. */
  readonly from: number;
}

// As many as are under way when each of 300 a second waits for all of its two seconds.
const CONNECTIONS_MAX = 600;

/** Sends at a rate that does not wait for the answers, as providers do, and resolves when all are there. */
export const steadily = async (to: IngressProcess, { perSecond, seconds, from }: Rate): Promise<Traffic> => {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS_MAX });
  const begun = performance.now();
  const sending: Promise<Sent>[] = [];
  const count = Math.ceil(perSecond * seconds);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  while (sending.length < count) {
    const due = Math.min(count, Math.ceil(((performance.now() - begun) / 1_000) * perSecond));
    while (sending.length < due) sending.push(send(to, agent, `trn_${String(from + sending.length)}`));
    await sleep(5);
  }
  const sent = await Promise.all(sending);
  delay.disable();
  agent.destroy();
  return { sent, stalledMs: delay.max / 1e6 };
};

const send = ({ port }: IngressProcess, agent: Agent, id: string): Promise<Sent> => {
  const body = approved(id, 'ñ'.repeat(400));
  const begun = performance.now();
  return new Promise((resolve) => {
    const done = (status: number, headers: Readonly<Record<string, unknown>>): void => {
      const { 'caudal-delivery-id': deliveryId, 'retry-after': retryAfter } = headers;
      resolve({
        body,
        status,
        deliveryId: typeof deliveryId === 'string' ? deliveryId : '',
        retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
        tookMs: performance.now() - begun,
      });
    };
    const headers = { 'mono-signature': signed(body), 'content-length': Buffer.byteLength(body) };
    request({ port, agent, method: 'POST', path: `/webhooks/${COLOMBIA}`, headers }, (answer) => {
      answer.resume().on('end', () => {
        done(answer.statusCode ?? 0, answer.headers);
      });
    })
      .on('error', () => {
        done(0, {});
      })
      .end(body);
  });
};
