import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { built } from '../../load/system/paths.js';
import type { ChaosSystem } from '../system/start-system.js';
import type { Tale } from '../tale.js';

const Proof = z.object({
  equal: z.boolean(),
  contexts: z.array(
    z.object({ context: z.string(), events: z.number(), differing: z.number(), differences: z.array(z.unknown()) }),
  ),
});

const Verification = z.object({
  ok: z.boolean(),
  deliveries: z.number(),
  chains: z.number(),
  seals: z.number(),
  signaturesVerified: z.number(),
  skipped: z.array(z.string()),
  found: z.number(),
  findings: z.array(z.unknown()),
});

/** What the product finds wrong with itself. */
export interface ProofsFound {
  readonly wrong: number;
  readonly examples: readonly string[];
}

/** A thousand findings of verification, each a few hundred bytes, and room. */
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;

/** `caudal prove` and `caudal verify`, run as a person would. What they leave out counts as wrong: nothing may be. */
export const proveAll = async (system: ChaosSystem, tale: Tale): Promise<ProofsFound> => {
  const proof = Proof.parse(await caudal(system, 'prove'));
  for (const { context, events, differing } of proof.contexts) {
    tale.say(`caudal prove ${context}: ${events} events, ${differing} differences`);
  }
  const verified = Verification.parse(await caudal(system, 'verify'));
  const { deliveries, chains, seals, signaturesVerified, skipped, found } = verified;
  tale.say(
    `caudal verify: ${deliveries} deliveries in ${chains} chains, ${seals} seals, ` +
      `${signaturesVerified} signatures verified again, ${found} findings`,
  );
  const differing = proof.contexts.reduce((sum, one) => sum + one.differing, 0);
  return {
    // Neither command calls itself content where it found anything; a count of none must not hide that.
    wrong: Math.max(differing, proof.equal ? 0 : 1) + Math.max(found, verified.ok ? 0 : 1) + skipped.length,
    examples: [
      ...proof.contexts.flatMap(({ differences }) => differences).map((one) => `prove: ${JSON.stringify(one)}`),
      ...verified.findings.map((one) => `verify: ${JSON.stringify(one)}`),
      ...skipped.map((sentence) => `verify left out: ${sentence}`),
    ],
  };
};

/** @throws Error when the command does not answer with a document, with what it said instead */
const caudal = async ({ databaseUrl, brokers, stateDir }: ChaosSystem, command: string): Promise<unknown> => {
  const env = {
    CAUDAL_DATABASE_URL: databaseUrl,
    CAUDAL_KAFKA_BROKERS: brokers.join(','),
    CAUDAL_STATE_DIR: stateDir,
  };
  const args = ['--disable-warning=TimeoutNegativeWarning', built('apps/cli/src/main.js'), command, '--json'];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    env,
    maxBuffer: OUTPUT_BYTES_MAX,
  }).catch((error: unknown) => error as { stdout: string; stderr: string });
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`caudal ${command} answered no document: ${stderr.trim()}`);
  }
};
