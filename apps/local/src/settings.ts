import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { brokerList, loadConfig } from '#config';
import { Problem } from './problem.js';

// Mono's have some thirty characters; a slip of the hand has fewer.
const SourceSecret = z.string().min(12);

const Environment = z.object({
  /** Servers of one's own in place of the embedded ones; the database user must be allowed to make roles. */
  CAUDAL_DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be postgres://user:password@host:port/name' })
    .optional(),
  CAUDAL_KAFKA_BROKERS: brokerList.optional(),
  /** Every append is on the disk before it is acknowledged: for a lone broker that must survive a power cut. */
  CAUDAL_KAFKA_FSYNC: z.enum(['true', 'false']).default('false'),
  /** The Java that runs the embedded Kafka. */
  CAUDAL_JAVA: z.string().min(1).default('java'),
  /** The secrets that Mono shows for the two webhooks; without them the sources get secrets of their own. */
  CAUDAL_COLOMBIA_SECRET: SourceSecret.optional(),
  CAUDAL_NIGERIA_SECRET: SourceSecret.optional(),
  /** Where everything is kept; a test uses another place than the one of `npm start`. */
  CAUDAL_STATE_DIR: z.string().min(1).default('.caudal'),
});

/** The whole block of ports that is used, counted from the base. */
export const PORT_SPAN = 201;
const PORT_BASE = 4100;

export interface Settings {
  readonly databaseUrl: string | undefined;
  readonly kafkaBrokers: readonly string[] | undefined;
  readonly fsync: boolean;
  readonly java: string;
  readonly stateDir: string;
  /** By the slug of the source; only those that were given. */
  readonly sourceSecrets: Readonly<Record<string, string>>;
  /** No simulated traffic. */
  readonly quiet: boolean;
  /** Forget everything that was kept. */
  readonly fresh: boolean;
  readonly portBase: number;
}

const USAGE = `npm start -- [--quiet] [--fresh] [--port-base N]
  --quiet        no simulated traffic
  --fresh        forget everything that was kept in .caudal/
  --port-base N  use the ports from N (default ${PORT_BASE}) to N + ${PORT_SPAN - 1}`;

/** @throws Problem for a flag that is not one, ConfigError for a variable that is unusable */
export const readSettings = (args: readonly string[]): Settings => {
  const flags = readFlags(args);
  const env = loadConfig(Environment);
  return {
    databaseUrl: env.CAUDAL_DATABASE_URL,
    kafkaBrokers: env.CAUDAL_KAFKA_BROKERS,
    fsync: env.CAUDAL_KAFKA_FSYNC === 'true',
    java: env.CAUDAL_JAVA,
    stateDir: resolve(env.CAUDAL_STATE_DIR),
    sourceSecrets: {
      ...(env.CAUDAL_COLOMBIA_SECRET !== undefined && { 'mono-colombia': env.CAUDAL_COLOMBIA_SECRET }),
      ...(env.CAUDAL_NIGERIA_SECRET !== undefined && { 'mono-nigeria': env.CAUDAL_NIGERIA_SECRET }),
    },
    ...flags,
  };
};

export const readFlags = (args: readonly string[]): Pick<Settings, 'quiet' | 'fresh' | 'portBase'> => {
  const { quiet = false, fresh = false, 'port-base': text = String(PORT_BASE) } = parse(args);
  const portBase = Number(text);
  // Below 1024 an ordinary user may not listen.
  if (!Number.isInteger(portBase) || portBase < 1_024 || portBase + PORT_SPAN > 65_536) {
    throw new Problem(`--port-base must be a number from 1024 to ${65_536 - PORT_SPAN}, not "${text}".\n${USAGE}`);
  }
  return { quiet, fresh, portBase };
};

const parse = (args: readonly string[]) => {
  try {
    if (args.includes('--help')) throw new Problem(USAGE);
    return parseArgs({
      args: [...args],
      options: { quiet: { type: 'boolean' }, fresh: { type: 'boolean' }, 'port-base': { type: 'string' } },
    }).values;
  } catch (error) {
    if (error instanceof Problem) throw error;
    const reason = error instanceof Error ? (error.message.split('. ')[0] ?? '') : '';
    throw new Problem(`${reason}.\n${USAGE}`);
  }
};
