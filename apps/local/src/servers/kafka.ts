import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '#config';
import { DISK_FULL, Problem } from '../problem.js';
import type { Guard } from '../processes/guard.js';
import { launch, type Running } from '../processes/launch.js';
import { startPart, type Part } from '../processes/part.js';
import { kafkaProperties, type KafkaListeners } from './kafka-properties.js';
import { answersKafka } from './kafka-probe.js';

export interface KafkaOptions extends KafkaListeners {
  readonly dataDir: string;
  /** Where pom.xml, the jars (`target/lib`) and the log settings are. */
  readonly home: string;
  readonly java: string;
  readonly logFile: string;
  readonly env: Env;
  /** Flush every append to the disk before it is acknowledged. */
  readonly fsync?: boolean;
  /** For tests: a quick start and an abrupt end. */
  readonly disposable?: boolean;
}

/** A first start takes 3 to 5 s, one after a kill 14 s (the old registration must expire), a slow machine thrice that. */
const READY_MS = 60_000;

/** A KRaft broker on loopback, formatted by the broker's own tool before its first start. */
export const kafkaPart = (options: KafkaOptions, guard: Guard): Part => ({
  name: 'Kafka',
  readyMs: READY_MS,
  isReady: () => answersKafka('127.0.0.1', options.port),
  async launch() {
    const { dataDir, disposable = false, fsync = false } = options;
    mkdirSync(dataDir, { recursive: true });
    const propertiesFile = `${dataDir}.properties`;
    writeFileSync(propertiesFile, kafkaProperties(options, dataDir, { fsync, disposable }));
    if (!existsSync(join(dataDir, 'meta.properties'))) format(options, propertiesFile);
    return launch(
      {
        name: 'Kafka',
        command: options.java,
        args: [...javaFlags(options), 'kafka.Kafka', propertiesFile],
        env: options.env,
        logFile: options.logFile,
        stage: 'server',
        stopSignal: disposable ? 'SIGKILL' : 'SIGTERM',
      },
      guard,
    );
  },
});

/** Starts it and waits until it answers. @throws Problem */
export const startKafka = (options: KafkaOptions, guard: Guard): Promise<Running> =>
  startPart(kafkaPart(options, guard));

const javaFlags = ({ home, disposable }: KafkaOptions): string[] => [
  // Three hundred partitions and a laptop's traffic fit easily; a default heap would be a quarter of the machine.
  disposable ? '-Xmx384m' : '-Xmx512m',
  '-XX:+UseSerialGC',
  // Half the compiler's work: a test's broker does not live long enough to earn the other half.
  ...(disposable ? ['-XX:TieredStopAtLevel=1'] : []),
  '-Djava.awt.headless=true',
  `-Dlog4j2.configurationFile=${join(home, 'log4j2.properties')}`,
  '-cp',
  join(home, 'target', 'lib', '*'),
];

const format = (options: KafkaOptions, propertiesFile: string): void => {
  // A cluster id is a UUID in base64; one that begins with a dash would look like an option.
  const clusterId = `C${randomBytes(16).toString('base64url').slice(1)}`;
  const args = ['kafka.tools.StorageTool', 'format', '--standalone', '-t', clusterId, '-c', propertiesFile];
  const done = spawnSync(options.java, [...javaFlags({ ...options, disposable: true }), ...args], {
    env: options.env,
    encoding: 'utf8',
  });
  if (done.status === 0) return;
  const words = `${done.error?.message ?? ''} ${done.stderr} ${done.stdout}`.trim().split('\n');
  const line = words.find((word) => /error|exception|space/i.test(word)) ?? words.at(-1) ?? '';
  const full = words.join(' ').includes('No space left') ? ` ${DISK_FULL}` : '';
  throw new Problem(`Kafka could not format its data directory: ${line.trim().slice(0, 300)}${full}`);
};
