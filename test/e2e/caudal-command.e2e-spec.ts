import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Topics } from '#contracts';
import { makeTopics, testDatabase, testKafka, type TestDatabase, type TestKafka } from '#testing';
import { runCli, type CliResult } from './cli-process.js';

/** What `caudal` says when it cannot do what it was asked for: a sentence and exit code 1, never a stack. */
describe('caudal', () => {
  let test: TestDatabase;
  let kafka: TestKafka;
  let folder: string;

  beforeAll(async () => {
    [test, kafka] = [await testDatabase(), testKafka()];
    await makeTopics(kafka, Topics.transfers.name);
    folder = mkdtempSync(join(tmpdir(), 'caudal-cli-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await test.close();
  });

  const servers = (): Record<string, string> => ({
    CAUDAL_DATABASE_URL: test.adminUrl,
    CAUDAL_KAFKA_BROKERS: kafka.brokers.join(','),
    CAUDAL_TOPIC_PREFIX: kafka.topicPrefix,
  });
  const expectRefused = ({ code, out, err }: CliResult, words: RegExp): void => {
    expect(err).toMatch(words);
    expect(err).not.toMatch(/^\s+at /m);
    expect([code, out]).toEqual([1, '']);
  };

  it('where no installation runs, says where it looked and what to do', async () => {
    const result = await runCli(['resume', 'transfers'], {}, folder);
    expectRefused(result, /No installation runs here: .*run\.json cannot be read\. .*npm start.*CAUDAL_DATABASE_URL/);
  });

  it('finds the installation of the folder by what npm start wrote', async () => {
    mkdirSync(join(folder, '.caudal'));
    const { CAUDAL_DATABASE_URL: databaseUrl } = servers();
    writeFileSync(
      join(folder, '.caudal/run.json'),
      JSON.stringify({ databaseUrl, kafkaBrokers: kafka.brokers, apps: [] }),
    );
    const result = await runCli(['resume', 'transfers'], { CAUDAL_TOPIC_PREFIX: kafka.topicPrefix }, folder);
    expectRefused(result, /^transfers has no checkpoint there: it begins at the log's start by itself\.\n$/);
  });

  it.each<[string, readonly string[], Record<string, string>, RegExp]>([
    ['a context that is none', ['prove', 'ledgers'], {}, /Allowed choices are transfers, cards, ledger, accounts/],
    ['a consumer that is none', ['resume', 'ledgers'], {}, /Allowed choices are transfers/],
    ['a partition that is none', ['resume', 'transfers', '--partition', 'one'], {}, /A partition is a number/],
    [
      'a database that is away',
      ['resume', 'transfers'],
      { CAUDAL_DATABASE_URL: 'postgres://caudal:secret@127.0.0.1:1/caudal' },
      /^PostgreSQL does not answer at 127\.0\.0\.1:1\./,
    ],
    [
      'a broker that is away',
      ['resume', 'transfers'],
      { CAUDAL_KAFKA_BROKERS: '127.0.0.1:1' },
      /^Kafka at 127\.0\.0\.1:1 /,
    ],
    ['a topic that is not there', ['resume', 'transfers'], { CAUDAL_TOPIC_PREFIX: 'nowhere.' }, /^Kafka at /],
    ['a variable that is unusable', ['resume', 'transfers'], { CAUDAL_KAFKA_BROKERS: 'kafka' }, /CAUDAL_KAFKA_BROKERS/],
  ])('refuses %s', async (_, args, env, words) => {
    const result = await runCli(args, { ...servers(), ...env }, folder);
    expectRefused(result, words);
    expect(result.err).not.toContain('secret');
  });

  it('tells what it can do', async () => {
    const { code, out } = await runCli(['resume', '--help'], {}, folder);
    expect(code).toBe(0);
    for (const word of ['transfers', '--topic', '--partition', '--force']) expect(out).toContain(word);
  });
});
