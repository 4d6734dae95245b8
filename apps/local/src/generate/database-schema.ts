import { applyGrants, migrate, openDatabase, SCHEMAS, schemaSnapshot } from '#persistence';
import type { Generator } from './generator.js';

/** The schema that the migrations end in, read back from a real server. */
export const databaseSchema: Generator = async ({ emptyDatabase }) => {
  const url = await emptyDatabase();
  await migrate(url);
  await applyGrants(url, {});
  const database = await openDatabase({ url, app: 'generate', poolSize: 1 });
  try {
    return [{ path: 'libs/persistence/schema.sql', content: await schemaSnapshot(database, SCHEMAS) }];
  } finally {
    await database.close();
  }
};
