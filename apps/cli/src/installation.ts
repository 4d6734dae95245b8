import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { brokerList, loadConfig } from '#config';
import { Problem } from './problem.js';

const Environment = z.object({
  CAUDAL_DATABASE_URL: z.url().optional(),
  CAUDAL_KAFKA_BROKERS: brokerList.optional(),
  CAUDAL_TOPIC_PREFIX: z.string().default(''),
  /** Where `npm start` keeps its state, and tells of its servers. */
  CAUDAL_STATE_DIR: z.string().min(1).default('.caudal'),
});

/** What `npm start` writes of its servers. */
const RunFile = z.object({ databaseUrl: z.string().min(1), kafkaBrokers: z.array(z.string()).min(1) });

/** The servers of an installation. */
export interface Installation {
  readonly databaseUrl: string;
  readonly brokers: readonly string[];
  readonly topicPrefix: string;
}

/**
 * The installation that the environment names, else the one of `npm start` in this folder.
 *
 * @throws Problem when there is none, ConfigError for a variable that is unusable
 */
export const findInstallation = (): Installation => {
  const env = loadConfig(Environment);
  const topicPrefix = env.CAUDAL_TOPIC_PREFIX;
  const { CAUDAL_DATABASE_URL: databaseUrl, CAUDAL_KAFKA_BROKERS: brokers } = env;
  if (databaseUrl !== undefined && brokers !== undefined) return { databaseUrl, brokers, topicPrefix };
  const running = readRunFile(join(resolve(env.CAUDAL_STATE_DIR), 'run.json'));
  return {
    databaseUrl: databaseUrl ?? running.databaseUrl,
    brokers: brokers ?? running.kafkaBrokers,
    topicPrefix,
  };
};

const readRunFile = (path: string): z.infer<typeof RunFile> => {
  const help =
    'Run this in the folder of an installation that was started with "npm start", or set CAUDAL_DATABASE_URL and ' +
    'CAUDAL_KAFKA_BROKERS.';
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new Problem(`No installation runs here: ${path} cannot be read. ${help}`);
  }
  try {
    return RunFile.parse(JSON.parse(text));
  } catch {
    throw new Problem(`${path} does not tell where the servers are. ${help}`);
  }
};
