/** The subscriber of the documents, on a real topic: however often and late a change is delivered, it is told once. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { transfersContext } from '#contexts';
import { CleanEvents, CleanHeaders, Topics } from '#contracts';
import { applyBatch, drainOutbox, type OutboxRecord } from '#event-store';
import { openDatabase, type Database } from '#persistence';
import {
  colombiaBody,
  eventually,
  logRecord,
  makeTopics,
  testDatabase,
  testKafka,
  testPublisher,
  type TestDatabase,
  type TestPublisher,
} from '#testing';

const SUBSCRIBER = join(import.meta.dirname, '../../docs/examples/subscriber.mjs');
const TOPIC = Topics.cleanTransfers.name;

const kafka = testKafka();
let test: TestDatabase;
let database: Database;
let publisher: TestPublisher;

beforeAll(async () => {
  test = await testDatabase();
  database = await openDatabase({ url: test.adminUrl, app: 'test', poolSize: 2 });
  await makeTopics(kafka, TOPIC);
  publisher = testPublisher(kafka);
});
afterAll(async () => {
  await Promise.all([publisher.close(), database.close()]);
  await test.close();
});

let offset = 0n;
/** One event of a transfer, folded, and the change that follows from it as the relay publishes it. */
const changeAfter = async (type: string, state: string): Promise<OutboxRecord> => {
  const second = String(offset);
  const data = { id: 'trf_1', state, updated_at: `2026-03-02T14:00:0${second}.000000Z` };
  const record = logRecord({ provider: 'mono-colombia', body: colombiaBody(type, data) }, offset);
  offset += 1n;
  const batch = { clusterId: 'test', topic: Topics.transfers.name, partition: 0, records: [record] };
  await applyBatch(database, transfersContext, batch, Date.now);
  const changes: OutboxRecord[] = [];
  const drained = await drainOutbox(database, 'transfers', async (records) => {
    changes.push(...records);
    await publisher.publish(records);
  });
  expect(drained?.failure).toBeUndefined();
  const [change] = changes;
  if (!change) throw new Error(`${type} changed nothing`);
  return change;
};

it('keeps the highest sequence of a key, and passes over what is delivered again', async () => {
  const lines: string[] = [];
  const child = spawn(
    process.execPath,
    [SUBSCRIBER, kafka.brokers.join(','), kafka.topicPrefix + TOPIC, `${kafka.topicPrefix}example`],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { NODE_OPTIONS: '--disable-warning=TimeoutNegativeWarning' } },
  );
  child.stderr.on('data', (chunk: Buffer) => process.stderr.write(chunk));
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  try {
    const begun = await changeAfter('bank_transfer_in_progress', 'in_progress');
    const approved = await changeAfter('bank_transfer_approved', 'approved');
    await publisher.publish([begun, approved, begun]);
    const flipped = await changeAfter('bank_transfer_change_final_state', 'declined');

    await eventually(() => {
      expect(lines).toHaveLength(3);
    });
    const changes = [begun, approved, flipped];
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      ['in_progress', 'approved', 'declined'].map((state, at) => ({
        entity: 'caudal.transfer.changed mono-colombia/trf_1',
        sequence: changes[at]?.headers.ce_sequence,
        state,
        final: state !== 'in_progress',
      })),
    );
    for (const { headers, value } of changes) {
      const { ce_type: type } = CleanHeaders.strict().parse(headers);
      const documented = CleanEvents.find((event) => event.type === type);
      expect(documented?.view.safeParse(JSON.parse(value.toString()))).toMatchObject({ success: true });
    }
  } finally {
    const over = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await over).toEqual([0, null]);
  }
});
