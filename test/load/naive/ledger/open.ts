import { DataSource } from 'typeorm';
import { postEvent } from './post-event.js';
import { SCHEMA } from './schema.js';

/** One connection: one event is posted after the other. */
export const openNaiveLedger = async (url: string) => {
  const source = await new DataSource({ type: 'postgres', url, poolSize: 1 }).initialize();
  await source.query(SCHEMA);
  return { post: (body: string) => postEvent(source, body), close: () => source.destroy() };
};
