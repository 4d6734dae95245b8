import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpus, release, totalmem } from 'node:os';
import { z } from 'zod';
import { loadConfig } from '#config';
import type { Servers } from './system/servers.js';

export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly memoryGib: number;
  /** Megabytes that one core hashes in a second (SHA-256): a rented core of one name is not always as fast. */
  readonly hashMbPerS: number;
  /** Cores that other programs used on average while it was measured; null where servers were given, and not ours. */
  readonly foreignCores: number | null;
  readonly versions: Readonly<Record<string, string>>;
}

/** What a reader needs to compare figures of two machines. */
export const describeMachine = async (
  { admin, kafkaVersion }: Servers,
  foreignCores: number | null,
): Promise<Machine> => {
  const processors = cpus();
  const [row] = await admin.query<{ version: string }>(`select current_setting('server_version') as version`);
  return {
    cores: processors.length,
    cpu: processors[0]?.model.trim() ?? 'unknown',
    memoryGib: Math.round(totalmem() / 2 ** 30),
    hashMbPerS: hashSpeed(),
    foreignCores,
    versions: {
      Linux: release(),
      'Node.js': process.versions.node,
      PostgreSQL: row?.version ?? 'unknown',
      'Apache Kafka': kafkaVersion,
      Java: javaVersion(),
    },
  };
};

const HASHED_MB = 64;

const hashSpeed = (): number => {
  const bytes = Buffer.alloc(HASHED_MB * 2 ** 20);
  const tookMs = Array.from({ length: 3 }, () => {
    const begun = performance.now();
    createHash('sha256').update(bytes).digest();
    return performance.now() - begun;
  });
  return Math.round((HASHED_MB * 1_000) / Math.min(...tookMs));
};

const javaVersion = (): string => {
  const env = loadConfig(z.object({ PATH: z.string().default(''), CAUDAL_JAVA: z.string().default('java') }));
  const { stderr } = spawnSync(env.CAUDAL_JAVA, ['-version'], { env: { PATH: env.PATH }, encoding: 'utf8' });
  return /version "([^"]+)"/.exec(stderr)?.[1] ?? 'unknown';
};
