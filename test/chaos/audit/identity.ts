import { createHash } from 'node:crypto';
import type { Delivery } from '../../../apps/simulator/src/story/tell-story.js';

/**
 * What an event says, as one text: the same for every delivery of it. Written for the audit alone, so that a fault in
 * the system's own canonical form or event id cannot hide itself. Stories hold no integer beyond 2^53, so JSON.parse
 * is exact here.
 */
export const identityOf = (provider: string, type: string, data: unknown): string =>
  createHash('sha256')
    .update(`${provider}\n${type}\n${sorted(data)}`)
    .digest('base64url');

/** What a delivery says, read as the provider's pages describe its body. */
export const identityOfBody = ({ provider, body }: Pick<Delivery, 'provider' | 'body'>): string => {
  const outer = JSON.parse(body.toString('utf8')) as { event?: unknown; data?: unknown };
  if (provider === 'mono-colombia') {
    const { type, data } = outer.event as { type: string; data: unknown };
    return identityOf(provider, type, data);
  }
  // Mono Nigeria now and then wraps its envelope into a second one.
  const { event, data } = (outer.event === undefined ? outer.data : outer) as { event: string; data: unknown };
  return identityOf(provider, event, data);
};

/** What each of some deliveries says. */
export type Identifier = (deliveries: readonly Delivery[]) => ReadonlySet<string>;

/** Tells what some of these deliveries say. It is computed now, so that it takes no time of what is measured later. */
export const identifier = (deliveries: readonly Delivery[]): Identifier => {
  const known = new Map(deliveries.map((delivery) => [delivery, identityOfBody(delivery)]));
  return (some) => new Set(some.map((delivery) => known.get(delivery) ?? identityOfBody(delivery)));
};

const sorted = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(sorted).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${sorted(field)}`).join()}}`;
};
