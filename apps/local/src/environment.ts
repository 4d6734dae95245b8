import { z } from 'zod';
import { loadConfig, type Env } from '#config';

const Environment = z.looseObject({});

/** Our own environment, to be handed on to the programs that we start. */
export const environment = (): Env => loadConfig(Environment) as Env;

/**
 * What an app of ours starts from: the machine's environment without Caudal's own settings, so that no app sees
 * another one's keys or the administrator's database.
 */
export const cleanEnvironment = (env: Env): Env =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith('CAUDAL_') || name === 'CAUDAL_LOG_LEVEL'),
  );
