import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at } from './paths.mjs';
import { lastLines, run } from './run.mjs';
import { DISK_FULL, Stop, isDiskFull, say } from './stop.mjs';

/** Kafka 4 runs its broker on Java 17 and newer. */
const JAVA_MIN = 17;
const POM = at('apps/local/kafka/pom.xml');
/** Outside .caudal/: the jars outlive `npm start -- --fresh`. */
const STAMP = at('apps/local/kafka/target/complete');

const WAYS_OUT =
  'Two ways out: install it (Debian: apt install openjdk-17-jre-headless maven; macOS: brew install openjdk maven), or ' +
  'use servers that run elsewhere, such as those of `docker compose up kafka postgres`, by setting CAUDAL_KAFKA_BROKERS ' +
  'and CAUDAL_DATABASE_URL.';

/**
 * Sees that Apache Kafka can be run: a Java that is new enough, and its jars. Nothing to do when CAUDAL_KAFKA_BROKERS
 * names a broker. The Java is that of CAUDAL_JAVA, else of JAVA_HOME, else the one on the path.
 *
 * @returns the Java to run it with
 * @throws Stop
 */
export const prepareKafka = async () => {
  if (process.env.CAUDAL_KAFKA_BROKERS) return undefined;
  const home = process.env.JAVA_HOME;
  const java =
    process.env.CAUDAL_JAVA || (home && existsSync(join(home, 'bin/java')) ? join(home, 'bin/java') : 'java');
  const { ok, output } = await run(java, ['-version']);
  // "17.0.15", "1.8.0_412", "25-ea"
  const version = /version "(?:1\.)?(\d+)/.exec(output)?.[1];
  if (!ok || version === undefined)
    throw new Stop(`Apache Kafka needs Java ${JAVA_MIN} or newer, and there is no Java here. ${WAYS_OUT}`);
  if (Number(version) < JAVA_MIN) {
    throw new Stop(`Apache Kafka needs Java ${JAVA_MIN} or newer; this is Java ${version} (${java}). ${WAYS_OUT}`);
  }
  await fetchJars();
  return java;
};

const fetchJars = async () => {
  const digest = createHash('sha256').update(readFileSync(POM)).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === digest) return;
  if (!(await run('mvn', ['--version'])).ok) {
    throw new Stop(`Apache Kafka is fetched by Maven, and there is no working mvn here. ${WAYS_OUT}`);
  }
  say('Fetching Apache Kafka by Maven (43 MB) …');
  const done = await run('mvn', ['--batch-mode', '--no-transfer-progress', '-f', POM, 'dependency:copy-dependencies']);
  if (!done.ok) {
    if (isDiskFull(done.output)) throw new Stop(DISK_FULL);
    const errors = done.output.split('\n').filter((line) => line.includes('[ERROR]'));
    throw new Stop(
      `Maven could not fetch Apache Kafka. It says:\n${lastLines(errors.slice(0, 4).join('\n') || done.output, 4)}`,
    );
  }
  mkdirSync(at('apps/local/kafka/target'), { recursive: true });
  writeFileSync(STAMP, digest);
};
