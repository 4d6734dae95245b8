import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { z } from 'zod';
import { loadConfig } from '#config';
import type { Sql } from '#persistence';
import { ROOT } from './system/paths.js';

export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly memoryGib: number;
  readonly versions: Readonly<Record<string, string>>;
}

/** What a reader needs to compare figures of two machines. */
export const describeMachine = async (sql: Sql, ownKafka: boolean): Promise<Machine> => {
  const processors = cpus();
  const [row] = await sql.query<{ version: string }>(`select current_setting('server_version') as version`);
  return {
    cores: processors.length,
    cpu: processors[0]?.model.trim() ?? 'unknown',
    memoryGib: Math.round(totalmem() / 2 ** 30),
    versions: {
      Linux: release(),
      'Node.js': process.versions.node,
      PostgreSQL: row?.version ?? 'unknown',
      'Apache Kafka': ownKafka ? kafkaVersion() : 'given',
      Java: javaVersion(),
    },
  };
};

const kafkaVersion = (): string => {
  const names = readdirSync(`${ROOT}apps/local/kafka/target/lib`).map(
    (name) => /^kafka_[\d.]+-(.+)\.jar$/.exec(name)?.[1],
  );
  return names.find((name) => name !== undefined) ?? 'unknown';
};

const javaVersion = (): string => {
  const env = loadConfig(z.object({ PATH: z.string().default('') }));
  return /version "([^"]+)"/.exec(spawnSync('java', ['-version'], { env, encoding: 'utf8' }).stderr)?.[1] ?? 'unknown';
};
