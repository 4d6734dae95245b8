import type { z } from 'zod';
import type { Env } from './fields.js';

/** Settings that cannot be used: the message names each variable and what is wrong with it, never its value. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/**
 * Parses a process's settings once, at start, into one typed object. The schema's keys are the variables' names; a
 * variable that is set to nothing is not set, as compose files and shells leave them. Nothing else in Caudal reads the
 * environment.
 *
 * @throws ConfigError when a variable is missing or malformed
 */
export const loadConfig = <S extends z.ZodType>(schema: S, env: Env = process.env): z.infer<S> => {
  const parsed = schema.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')));
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
};

const SECRET_NAME = /KEY|SECRET|PASSWORD|TOKEN/;

/** The settings as they may be logged: keys and passwords masked, credentials cut out of URLs. */
export const printableConfig = (config: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(config).map(([name, value]) => [name, printable(name, value)]));

const printable = (name: string, value: unknown): unknown => {
  if (value === undefined) return null;
  if (SECRET_NAME.test(name) || Buffer.isBuffer(value)) return '***';
  if (Array.isArray(value)) return value.map((member) => printable(name, member));
  return typeof value === 'string' ? withoutCredentials(value) : value;
};

/** To the last `@`, since a password may hold one, and also where a driver takes the password as a parameter. */
const withoutCredentials = (text: string): string =>
  text.replace(/\/\/.*@/, '//***@').replace(/([?&][^=&]*(?:password|secret|token|key)[^=&]*=)[^&]*/gi, '$1***');
