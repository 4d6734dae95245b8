import { createLogger } from '#observability';
import { bootSimulator } from '../src/boot.js';
import { SimulatorConfig } from '../src/config.js';
import { COLOMBIA, NIGERIA, openReceiver, type Receiver } from './receiver.js';

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export interface Told {
  readonly type: string;
  readonly id: string;
  readonly state: string;
}

/** A whole simulator and a receiver for its webhooks. */
export interface Kit {
  readonly url: string;
  readonly receiver: Receiver;
  readonly call: (method: string, path: string, body?: unknown) => Promise<Answer>;
  readonly inBook: (kind: string, id: string) => Promise<Record<string, unknown>>;
  readonly firstAccount: () => Promise<string>;
  /** Authentic events of Mono Colombia, as they arrived. */
  readonly told: () => Told[];
  readonly close: () => Promise<void>;
}

export const startKit = async (environment: Record<string, string> = {}): Promise<Kit> => {
  const receiver = await openReceiver();
  const config = SimulatorConfig.parse({
    CAUDAL_PORT: '0',
    CAUDAL_INGRESS_URL: receiver.url,
    CAUDAL_SIMULATOR_SOURCES: JSON.stringify([COLOMBIA, NIGERIA]),
    // A day of the bank in a tenth of a second: every life ends within the test.
    CAUDAL_SIMULATOR_TIME_SCALE: '1000000',
    CAUDAL_LOG_LEVEL: 'silent',
    ...environment,
  });
  const running = await bootSimulator(config, createLogger('simulator', config.CAUDAL_LOG_LEVEL));

  const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${running.url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      headers: { 'content-type': 'application/json' },
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return {
    url: running.url,
    receiver,
    call,
    inBook: async (kind, id) => {
      const { body } = await call('GET', `/control/book/${kind}?id=${id}`);
      return (body.data as Record<string, unknown>[])[0] ?? {};
    },
    firstAccount: async () => {
      const { body } = await call('GET', '/v1/accounts');
      return (body.accounts as { id: string }[])[0]?.id ?? '';
    },
    told: () => toldIn(receiver),
    close: async () => {
      await running.close();
      receiver.close();
    },
  };
};

const toldIn = ({ received }: Receiver): Told[] =>
  received
    .filter(({ slug, authentic }) => slug === COLOMBIA.slug && authentic)
    .map(({ body }) => {
      const { event } = JSON.parse(body.toString()) as { event: { type: string; data: { id: string; state: string } } };
      return { type: event.type, id: event.data.id, state: event.data.state };
    });

/** Asks again and again until it holds. */
export const until = async (what: string, holds: () => boolean | Promise<boolean>): Promise<void> => {
  const deadline = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};
