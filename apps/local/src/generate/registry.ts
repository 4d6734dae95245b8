import { databaseSchema } from './database-schema.js';
import { events } from './events.js';
import type { Generator } from './generator.js';
import { openApi } from './openapi.js';

/** Every generated file of the repository; `npm run generate` writes them, `npm run check` compares them. */
export const generators: readonly Generator[] = [databaseSchema, events, openApi];
