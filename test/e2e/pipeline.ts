import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { ensureApiKey, ensureSource } from '#access';
import { Scopes, type Consumers } from '#contracts';
import { createTopics } from '#messaging';
import { createLogger } from '#observability';
import { openDatabase, type Database } from '#persistence';
import { testDatabase, testKafka, type TestDatabase, type TestKafka } from '#testing';
import { startApp, untilReady, type AppProcess } from './app-process.js';

const SECRETS_KEY = Buffer.alloc(32, 1);
export const API_KEY = `caudal_00112233445566aa_${'k'.repeat(43)}`;

export const SOURCES = {
  'mono-colombia': { scheme: 'mono-signature', secret: 'whsec_pipeline_0123456789abcdef' },
  'mono-nigeria': { scheme: 'mono-webhook-secret', secret: 'a-secret-of-lagos' },
} as const;

/** The whole way from a webhook to a read: ingress, transfers and api as processes, on real Kafka and PostgreSQL. */
export interface Pipeline {
  readonly ingress: AppProcess;
  readonly transfers: AppProcess;
  readonly api: AppProcess;
  readonly database: Database;
  readonly kafka: TestKafka;
  readonly test: TestDatabase;
  readonly read: (path: string) => Promise<{ status: number; body: unknown }>;
  /** Settings with which another process of the same installation starts. */
  readonly settings: (role: 'ingress' | keyof typeof Consumers | 'api') => Record<string, string>;
  stop(): Promise<void>;
}

export const startPipeline = async (): Promise<Pipeline> => {
  const test = await testDatabase();
  const kafka = testKafka();
  const logger = createLogger('test', 'silent');
  await createTopics({ ...kafka, clientId: 'test', replicationFactor: 1, logger });
  const database = await openDatabase({ url: test.adminUrl, app: 'test', poolSize: 4 });
  for (const [slug, { scheme, secret }] of Object.entries(SOURCES)) {
    const provider = slug as keyof typeof SOURCES;
    await ensureSource(database, { slug, provider, scheme, livemode: true, secret }, SECRETS_KEY);
  }
  await ensureApiKey(database, { name: 'test', scopes: [...Scopes], token: API_KEY });
  const settings = (role: string): Record<string, string> => ({
    CAUDAL_KAFKA_BROKERS: kafka.brokers.join(','),
    CAUDAL_TOPIC_PREFIX: kafka.topicPrefix,
    CAUDAL_DATABASE_URL: test.url(role),
    CAUDAL_SECRETS_KEY: SECRETS_KEY.toString('hex'),
    CAUDAL_ATTESTATION_KEY: Buffer.alloc(32, 2).toString('hex'),
  });
  const [ingress, transfers, api] = await Promise.all([
    startApp('ingress', settings('ingress')),
    startApp('transfers', settings('transfers')),
    startApp('api', settings('api')),
  ]);
  await Promise.all([ingress, transfers, api].map((app) => untilReady(app)));
  return {
    ingress,
    transfers,
    api,
    database,
    kafka,
    test,
    settings,
    async read(path) {
      const answer = await fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${API_KEY}` } });
      return { status: answer.status, body: await answer.json() };
    },
    async stop() {
      await Promise.all([ingress, transfers, api].map((app) => app.end()));
      await database.close();
      await test.close();
    },
  };
};

/** What is sent to ingress; headers are made when it is sent. */
export interface Webhook {
  readonly source: string;
  readonly body: Buffer;
  readonly headers: () => Record<string, string>;
}

/** Sends webhooks, several at once, each until it is answered 200 or refused for good; returns the answers' statuses. */
export const sendAll = async (
  ingressUrl: string,
  webhooks: readonly Webhook[],
  atOnce = 32,
): Promise<Map<number, number>> => {
  const dispatcher = new Agent({ connections: atOnce });
  const statuses = new Map<number, number>();
  const queue = webhooks.values();
  const sender = async (): Promise<void> => {
    for (const { source, body, headers } of queue) {
      const status = await sendOne(`${ingressUrl}/webhooks/${source}`, body, headers, dispatcher);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
  await dispatcher.close();
  return statuses;
};

/** As a provider does: 503 and a broken connection are tried again, for twenty seconds at most. */
const sendOne = async (
  url: string,
  body: Buffer,
  headers: () => Record<string, string>,
  dispatcher: Agent,
): Promise<number> => {
  for (let attempt = 1; ; attempt += 1) {
    const status = await request(url, { method: 'POST', body, headers: headers(), dispatcher }).then(
      async (answer) => {
        await answer.body.dump();
        return answer.statusCode;
      },
      () => 0,
    );
    if ((status !== 503 && status !== 0) || attempt >= 40) return status;
    await sleep(500);
  }
};
