import { randomBytes } from 'node:crypto';
import type { Place, Side } from '../system/side.js';
import type { Servers } from '../system/servers.js';

/** Fresh tables, and fresh topics unless those of an earlier place are to be read again. */
export const newPlace = async (servers: Servers, side: Side, topicPrefix?: string): Promise<Place> => {
  const id = `${side.name}_${randomBytes(4).toString('hex')}`;
  const databaseUrl = await servers.createDatabase(`bench_${id}`);
  const place = { databaseUrl, topicPrefix: topicPrefix ?? `bench-${id.replace('_', '-')}.` };
  await side.prepare(place);
  return place;
};
