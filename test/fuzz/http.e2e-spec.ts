/**
 * The short form of the campaign over HTTP, as its command runs it: a real ingress over real Kafka and PostgreSQL under
 * 2,000 requests, most of them good, answers none with a fault of its own and keeps every one that it answered 200.
 */
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { testDatabase, testKafka } from '#testing';

const FUZZ = resolve(import.meta.dirname, '../../dist/test/fuzz/fuzz.js');

it('2,000 requests of every kind: no crash, no 5xx, everything answered 200 is on its topic', async () => {
  // Only a door to the server: the campaign makes a database of its own beside this one.
  const database = await testDatabase({ empty: true });
  const servers = ['--kafka', testKafka().brokers.join(','), '--database', database.adminUrl];
  const output = await promisify(execFile)(process.execPath, [FUZZ, '--only', 'http', '--inputs', '2000', ...servers])
    .then(
      ({ stdout }) => stdout,
      // It says what failed, and with which seed, before it ends with 1.
      (error: unknown) => (error as { stdout?: string }).stdout ?? String(error),
    )
    .finally(() => database.close());
  expect(output.trimEnd()).toMatch(/\nfuzz http 2\d{3}: 0 failures$/);
  expect(output).toMatch(/answers: 200 \d{3,}/);
  expect(output).toMatch(/lost 0, altered 0, foreign 0/);
}, 180_000);
