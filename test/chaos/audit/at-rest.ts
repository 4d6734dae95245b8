import { setTimeout as sleep } from 'node:timers/promises';
import { Consumers, type ConsumerContract, type TopicName } from '#contracts';
import { logBounds, type KafkaOptions } from '#messaging';
import { createLogger } from '#observability';
import type { Sql } from '#persistence';
import type { ChaosSystem } from '../system/start-system.js';
import type { Tale } from '../tale.js';

/** What is on its way still: nothing of it when everything has come to its end. */
interface Movement {
  /** Records on the broker that a consumer has not applied, over all consumers. */
  readonly unread: number;
  readonly spooled: number;
  readonly unpublished: number;
  /** Where all consumers stand together: it grows as long as anything is read. */
  readonly read: number;
}

/** A look connects to the broker once a topic. */
const LOOK_MS = 1_000;
/** So long must nothing change: several times what a batch, a relay's round or a poll of the broker take. */
const STILL_MS = 3_000;
/** What does not move for so long will not: a process that is back reads within a session of the broker, six seconds. */
const STUCK_MS = 60_000;

/**
 * Waits until nothing moves any more: the spool and every outbox empty, and every consumer at the end of its topics; or
 * until nothing has moved for a minute though there is something to do.
 *
 * @returns milliseconds that it took
 */
export const untilAtRest = async (system: ChaosSystem, tale: Tale, signal: AbortSignal): Promise<number> => {
  const begunMs = tale.nowMs();
  let before: string | undefined;
  let changedMs = begunMs;
  while (!signal.aborted) {
    // Broker or database may be on their way back.
    const now = await look(system).catch(() => undefined);
    const text = JSON.stringify(now);
    if (!now || text !== before) changedMs = tale.nowMs();
    before = text;
    const stillMs = tale.nowMs() - changedMs;
    const isDone = now !== undefined && now.unread + now.spooled + now.unpublished === 0;
    if (isDone && stillMs >= STILL_MS) return changedMs - begunMs;
    if (stillMs >= STUCK_MS) {
      tale.say(`nothing moves for ${STUCK_MS / 1_000} s, and this is left: ${text}`);
      return changedMs - begunMs;
    }
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
  return tale.nowMs() - begunMs;
};

const look = async ({ admin, brokers, consumers }: ChaosSystem): Promise<Movement> => {
  const contracts = [...consumers.keys()].map((name): ConsumerContract => Consumers[name]);
  const kafka = { brokers, clientId: 'chaos', topicPrefix: '', logger: createLogger('chaos', 'silent') };
  const topics = [...new Set(contracts.flatMap((contract) => contract.topics))];
  const ends = new Map(await Promise.all(topics.map(async (topic) => [topic, await recordsOn(kafka, topic)] as const)));
  let unread = 0;
  let read = 0;
  for (const { schema, topics: own } of contracts) {
    const done = await appliedBy(admin, schema);
    for (const topic of own) {
      unread += (ends.get(topic) ?? 0) - (done.get(topic) ?? 0);
      read += done.get(topic) ?? 0;
    }
  }
  const outboxes = contracts.filter(({ archives = false }) => !archives).map(({ schema }) => `${schema}.outbox`);
  return { unread, read, spooled: await rowsOf(admin, ['ingress.spool']), unpublished: await rowsOf(admin, outboxes) };
};

/** How many records a topic has; none of a campaign is old enough to be deleted. */
const recordsOn = async (kafka: KafkaOptions, topic: TopicName): Promise<number> => {
  const { partitions } = await logBounds(kafka, topic);
  return [...partitions.values()].reduce((sum, { high }) => sum + Number(high), 0);
};

const appliedBy = async (sql: Sql, schema: string): Promise<Map<string, number>> => {
  const rows = await sql.query<{ topic: string; next: string }>(
    `select topic, sum(next_offset)::text as next from ${schema}.checkpoints group by topic`,
  );
  return new Map(rows.map(({ topic, next }) => [topic, Number(next)]));
};

const rowsOf = async (sql: Sql, tables: readonly string[]): Promise<number> => {
  const counts = tables.map((table) => `(select count(*) from ${table})`).join(' + ');
  const [row] = await sql.query<{ n: number }>(`select (${counts})::int as n`);
  return row?.n ?? 0;
};
