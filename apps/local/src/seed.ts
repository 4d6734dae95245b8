import { ensureApiKey, ensureSource } from '#access';
import { Scopes } from '#contracts';
import { openDatabase } from '#persistence';
import { DEMO_SOURCES } from './demo-sources.js';
import { Problem } from './problem.js';

export interface Demo {
  /** Seals the sources' secrets in the database. */
  readonly secretsKey: Buffer;
  /** By slug; a source without one is left out. */
  readonly sourceSecrets: Readonly<Record<string, string>>;
  /** Slugs of sources whose secret is Mono's own. */
  readonly liveSources?: readonly string[];
  /** `caudal_<id>_<secret>` */
  readonly apiKey: string;
}

/** Makes the demonstration's sources and its API key, where they are not there already. @throws Problem */
export const seedDemo = async (databaseUrl: string, demo: Demo): Promise<void> => {
  const database = await openDatabase({ url: databaseUrl, app: 'local', poolSize: 1 });
  try {
    for (const source of DEMO_SOURCES) {
      const secret = demo.sourceSecrets[source.slug];
      if (secret === undefined) continue;
      const livemode = demo.liveSources?.includes(source.slug) ?? false;
      await ensureSource(database, { ...source, livemode, secret }, demo.secretsKey).catch((error: unknown) => {
        throw unreadable(error);
      });
    }
    await ensureApiKey(database, { name: 'demonstration', scopes: Scopes, token: demo.apiKey });
  } finally {
    await database.close();
  }
};

const unreadable = (error: unknown): Problem =>
  new Problem(
    `The sources in the database cannot be read with this installation's key (${error instanceof Error ? error.message : String(error)}). ` +
      'The database was filled by another installation: bring its keys back, or use an empty database.',
  );
