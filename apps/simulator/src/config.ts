import { logLevel, port } from '#config';
import { z } from 'zod';
import type { Source } from './deliver/sign.js';

const SourceSetting = z.strictObject({
  slug: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be a slug: small letters, digits, dashes'),
  scheme: z.enum(['mono-signature', 'mono-webhook-secret']),
  secret: z.string().min(1),
});

const sources = z
  .string()
  .default('[]')
  .transform((text, context): Source[] => {
    try {
      return z.array(SourceSetting).parse(JSON.parse(text));
    } catch {
      // The text holds secrets: neither it nor the parser's message about it is repeated.
      context.addIssue({ code: 'custom', message: 'must be JSON: [{"slug","scheme","secret"}, …]' });
      return z.NEVER;
    }
  });

/** The settings of the simulator; names and meanings are those of the environment. */
export const SimulatorConfig = z.object({
  CAUDAL_HOST: z.string().min(1).default('127.0.0.1'),
  CAUDAL_PORT: port(4300),
  CAUDAL_LOG_LEVEL: logLevel,
  /** Webhooks go to `{this}/webhooks/{slug}`. */
  CAUDAL_INGRESS_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:4100'),
  CAUDAL_SIMULATOR_SOURCES: sources,
  CAUDAL_SIMULATOR_SEED: z.coerce.number().int().min(0).default(1),
  /** How many times faster than the real Mono the bank works and retries. */
  CAUDAL_SIMULATOR_TIME_SCALE: z.coerce.number().min(0.01).max(1_000_000).default(60),
  /** A JSON file with `faults`, `traffic` and `story`, done at start. */
  CAUDAL_SIMULATOR_SCENARIO: z.string().min(1).optional(),
});
export type SimulatorConfig = z.infer<typeof SimulatorConfig>;

/** As it may be logged: sources by name, never their secrets. */
export const printableSimulatorConfig = (config: SimulatorConfig): Record<string, unknown> => ({
  ...config,
  CAUDAL_SIMULATOR_SOURCES: config.CAUDAL_SIMULATOR_SOURCES.map(({ slug, scheme }) => `${slug} (${scheme})`),
});
