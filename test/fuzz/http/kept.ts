import { createHash } from 'node:crypto';
import { Topics, type RawTopicName } from '#contracts';
import { BatchServer, logBounds, type KafkaOptions, type RecordBatch } from '#messaging';
import { createLogger } from '#observability';

/** Enough of a digest to tell a few hundred thousand bodies apart. */
const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64url').slice(0, 22);

const isRaw = (topic: (typeof Topics)[keyof typeof Topics]): topic is Extract<typeof topic, { kind: 'raw' }> =>
  topic.kind === 'raw';

const RAW_TOPICS: readonly RawTopicName[] = Object.values(Topics)
  .filter(isRaw)
  .map(({ name }) => name);

// A spooled record is published within seconds of the broker's return; a busy machine is given a multiple.
const QUIET_MS_MAX = 30_000;
const LOOK_EVERY_MS = 200;

export interface KeptReport {
  readonly acknowledged: number;
  /** Deliveries that were answered 200 and are on no topic. */
  readonly lost: number;
  /** Records whose bytes are not those that were sent. */
  readonly altered: number;
  /** Records of bodies that nobody signed. */
  readonly foreign: number;
  /** Records of requests whose sender did not wait for its answer: authentic, so they may be there. */
  readonly unasked: number;
}

/** What was answered 200, to be compared with what the broker holds. */
export class Ledger {
  readonly #acknowledged = new Map<string, string>();
  readonly #authentic = new Set<string>();

  /** A body was sent with a good proof, whatever came of it. */
  sent(body: Buffer): void {
    this.#authentic.add(digestOf(body));
  }

  acknowledged(deliveryId: string, body: Buffer): void {
    this.#acknowledged.set(deliveryId, digestOf(body));
  }

  /** Reads every raw topic to its end, and waits for what is missing until nothing more comes. */
  async compare(kafka: { readonly brokers: readonly string[]; readonly topicPrefix: string }): Promise<KeptReport> {
    const missing = new Set(this.#acknowledged.keys());
    const report = { altered: 0, foreign: 0, unasked: 0 };
    let lastAt = performance.now();
    let read = 0n;
    const options = { ...kafka, clientId: 'fuzz', logger: createLogger('fuzz', 'silent') };
    const server = new BatchServer({
      ...options,
      groupId: 'fuzz-reader',
      concurrency: 4,
      positions: { position: () => Promise.resolve(undefined) },
    });
    const take = ({ records }: RecordBatch): Promise<void> => {
      lastAt = performance.now();
      read += BigInt(records.length);
      for (const { headers, value } of records) {
        const id = headers.ce_deliveryid ?? '';
        const expected = this.#acknowledged.get(id);
        const digest = digestOf(value);
        missing.delete(id);
        if (!this.#authentic.has(digest)) report.foreign += 1;
        if (expected === undefined) report.unasked += 1;
        else if (expected !== digest) report.altered += 1;
      }
      return Promise.resolve();
    };
    for (const topic of RAW_TOPICS) server.addHandler(topic, take);
    server.listen(() => undefined);
    const isDone = async (): Promise<boolean> => missing.size === 0 && read >= (await recordsOf(options));
    while (!(await isDone()) && performance.now() - lastAt < QUIET_MS_MAX) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    await server.close();
    return { acknowledged: this.#acknowledged.size, lost: missing.size, ...report };
  }
}

/** How many records the raw topics hold: what nobody was promised is there as well, and must not be foreign. */
const recordsOf = async (options: KafkaOptions): Promise<bigint> => {
  const logs = await Promise.all(RAW_TOPICS.map((topic) => logBounds(options, topic)));
  const bounds = logs.flatMap(({ partitions }) => [...partitions.values()]);
  return bounds.reduce((sum, { low, high }) => sum + high - low, 0n);
};
