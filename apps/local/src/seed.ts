import { ensureApiKey, ensureSource } from '#access';
import { Scopes } from '#contracts';
import { openDatabase } from '#persistence';
import { DEMO_SOURCES } from './demo-sources.js';
import { Problem } from './problem.js';
import type { Installation } from './state/installation.js';

/** Makes the demonstration's sources and its API key, where they are not there already. @throws Problem */
export const seed = async (databaseUrl: string, installation: Installation): Promise<void> => {
  const database = await openDatabase({ url: databaseUrl, app: 'local', poolSize: 1 });
  try {
    const key = Buffer.from(installation.secretsKey, 'hex');
    for (const source of DEMO_SOURCES) {
      const secret = installation.sourceSecrets[source.slug] ?? '';
      await ensureSource(database, { ...source, secret }, key).catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Problem(
          `The sources in the database cannot be read with this installation's key (${reason}). ` +
            'The database was filled by another .caudal/: bring that back, or use an empty database.',
        );
      });
    }
    await ensureApiKey(database, { name: 'npm start', scopes: Scopes, token: installation.apiKey });
  } finally {
    await database.close();
  }
};
