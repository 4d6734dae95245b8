/**
 * P1, P3 and P5 in a short form: every part of the running system is killed at least once under load, and the campaign
 * ends with nothing lost, doubled or wrong in any context, by the books of the simulator and by the product's own proofs;
 * without the claim, and with nobody killed, it ends with doubled events. The long form is `npm run chaos`.
 */
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { loadConfig } from '#config';
import { Consumers } from '#contracts';

const CHAOS = resolve(import.meta.dirname, '../../dist/test/chaos/chaos.js');

const Machine = z.object({
  PATH: z.string(),
  CAUDAL_JAVA: z.string().default('java'),
  NODE_COMPILE_CACHE: z.string().optional(),
});

const CONSUMERS = Object.keys(Consumers);

interface Ending {
  readonly code: number;
  readonly last: string;
  readonly story: string;
}

const chaos = async (...args: string[]): Promise<Ending> => {
  const run = promisify(execFile)(process.execPath, [CHAOS, ...args], { env: { ...loadConfig(Machine) } });
  const { code, stdout, stderr } = await run.then(
    (ended) => ({ ...ended, code: 0 }),
    (error: unknown) => error as { code: number; stdout: string; stderr: string },
  );
  return { code, last: stdout.trimEnd().split('\n').at(-1) ?? '', story: `${stdout}${stderr}` };
};

it('loses, doubles and falsifies nothing while every part of the system is killed', async () => {
  const { code, last, story } = await chaos('--minutes', '0.3', '--rate', '80');
  // The story is in the message, where a failure is read.
  expect({ code, story: code === 0 ? '' : story }).toEqual({ code: 0, story: '' });
  expect(last).toMatch(/^acked \d{4,}, lost 0, doubled 0, wrong 0$/);
  for (const part of ['ingress', ...CONSUMERS, 'api', 'Kafka', 'PostgreSQL']) {
    expect(story).toMatch(new RegExp(`${part}: SIGKILL to process \\d+, .*\\n(.*\\n)*.*${part}: back after`));
  }
  for (const name of CONSUMERS.filter((one) => one !== 'journal')) {
    expect(story).toMatch(new RegExp(`caudal prove ${name}: [1-9]\\d* events, 0 differences`));
  }
  expect(story).toMatch(/caudal verify: [1-9]\d* deliveries in \d+ chains, [1-9]\d* seals, .* 0 findings/);
}, 420_000);

it('finds doubled events when nothing is claimed', async () => {
  const { code, last, story } = await chaos('--minutes', '0.05', '--rate', '80', '--kills', '0', '--mutate', 'claim');
  expect(last).toMatch(/^acked \d+, lost 0, doubled [1-9]\d*, wrong \d+$/);
  expect(code).toBe(1);
  for (const name of CONSUMERS.filter((one) => one !== 'journal')) {
    expect(story).toMatch(new RegExp(` times in ${name}: `));
  }
}, 300_000);
