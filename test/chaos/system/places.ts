import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { z } from 'zod';
import { loadConfig, type Env } from '#config';
import { ROOT } from '../../load/system/paths.js';

/** The launcher has looked for a Java that is new enough, and knows where compiled code is kept. */
const Machine = z.object({
  PATH: z.string().default(''),
  CAUDAL_JAVA: z.string().default('java'),
  NODE_COMPILE_CACHE: z.string().optional(),
});

export interface Places {
  readonly home: string;
  readonly logDir: string;
  readonly java: string;
  readonly env: Env;
}

/** Beside the state of `npm start`, thus on the same disk: a temporary folder in memory would make every fsync free. */
export const makePlaces = (): Places => {
  const { CAUDAL_JAVA: java, ...env } = loadConfig(Machine);
  const home = `${ROOT}.caudal/chaos-${randomBytes(4).toString('hex')}`;
  const logDir = `${home}/logs`;
  mkdirSync(logDir, { recursive: true });
  return { home, logDir, java, env };
};
