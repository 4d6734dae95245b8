import { createLogger } from '#observability';
import { apiDocument, createApi } from '../compose.js';

/** Prints the OpenAPI document, for `docs/openapi.json`. It needs neither a port nor a database. */
const refused = () => Promise.reject(new Error('The document is made without a database'));
const nowhere = {
  query: refused,
  transaction: refused,
  answers: () => Promise.resolve(false),
  close: () => Promise.resolve(),
};

const app = await createApi(nowhere, createLogger('api', 'silent'));
process.stdout.write(`${JSON.stringify(apiDocument(app), null, 2)}\n`);
await app.close();
