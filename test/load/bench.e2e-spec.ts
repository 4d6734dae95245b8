/**
 * The whole benchmark runs against real servers, both sides work in it, and it ends with the lines that scripts read. It
 * asserts nothing about the figures: on a machine that runs tests at the same time they mean nothing.
 */
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { testDatabase, testKafka } from '#testing';

const BENCH = resolve(import.meta.dirname, '../../dist/test/load/bench.js');

it('measures both sides in one short run', async () => {
  // Only a door to the server: the benchmark makes databases of its own beside this one.
  const database = await testDatabase({ empty: true });
  const args = [BENCH, '--quick', '--kafka', testKafka().brokers.join(','), '--database', database.adminUrl];
  const { stdout } = await promisify(execFile)(process.execPath, args).finally(() => database.close());
  expect(stdout.trimEnd().split('\n').slice(-7)).toEqual([
    expect.stringMatching(/^accept ratio \d+\.\d\d$/),
    expect.stringMatching(/^consume ratio \d+\.\d\d$/),
    expect.stringMatching(/^ledger random ratio \d+\.\d\d$/),
    expect.stringMatching(/^ledger hot ratio \d+\.\d\d$/),
    expect.stringMatching(/^p99 500\/s \d+ ms$/),
    expect.stringMatching(/^p99 2000\/s \d+ ms$/),
    expect.stringMatching(/^accept cpu \d\.\d{3} s per 1000$/),
  ]);
}, 180_000);
