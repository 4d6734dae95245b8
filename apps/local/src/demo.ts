import { z } from 'zod';
import { hexKey, loadConfig } from '#config';
import { sentenceOf } from './problem.js';
import { seedDemo } from './seed.js';

/** The demonstration's sources and key, made once: what `npm start` does by itself, for `docker compose up`. */
const Config = z.object({
  CAUDAL_DATABASE_URL: z.url(),
  CAUDAL_SECRETS_KEY: hexKey,
  CAUDAL_SIMULATOR_SOURCES: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.array(z.object({ slug: z.string(), secret: z.string().min(1) }))),
  CAUDAL_DEMO_API_KEY: z.string(),
});

const run = async (): Promise<void> => {
  const config = loadConfig(Config);
  await seedDemo(config.CAUDAL_DATABASE_URL, {
    secretsKey: config.CAUDAL_SECRETS_KEY,
    sourceSecrets: Object.fromEntries(config.CAUDAL_SIMULATOR_SOURCES.map(({ slug, secret }) => [slug, secret])),
    apiKey: config.CAUDAL_DEMO_API_KEY,
  });
};

run().catch((error: unknown) => {
  console.error(sentenceOf(error));
  process.exitCode = 1;
});
