import { join } from 'node:path';

/** The folder of the campaign's sources; the same whether this file runs from them or compiled from dist/. */
const HERE = join(import.meta.dirname, '..').replace(/([\\/])dist[\\/](?=test[\\/]fuzz$)/, '$1');

export const CORPUS = join(HERE, 'corpus');
export const MONO = join(HERE, '../fixtures/mono');
