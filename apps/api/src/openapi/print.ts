import { createLogger } from '#observability';
import { createApi } from '../compose.js';
import { documentOf } from './document.js';

/** Prints the OpenAPI document, for `docs/openapi.json`. It needs neither a port nor a database. */
const nowhere = {
  query: () => Promise.reject(new Error('The document is made without a database')),
  answers: () => Promise.resolve(false),
  close: () => Promise.resolve(),
};

const app = await createApi(nowhere, createLogger('api', 'silent'));
process.stdout.write(`${JSON.stringify(documentOf(app), null, 2)}\n`);
await app.close();
