import { createHash } from 'node:crypto';
import { findApiKey, type ApiKey } from '#access';
import type { Clock } from '#kernel';
import type { Sql } from '#persistence';

/**
 * How long a found key is believed. Counted from before the look-up, so that a key which is revoked at any moment
 * stops within a second of it.
 */
const BELIEVED_MS = 900;

/** Keys in use at once; a company has tens. Beyond it the oldest is forgotten, which costs one look-up. */
const KEYS_MAX = 1_000;

export interface KeyRing {
  /** The key of a token, if it may be used now. */
  find(token: string): Promise<ApiKey | undefined>;
}

interface Believed {
  readonly key: ApiKey;
  readonly untilMs: number;
}

/**
 * API keys from the database, each asked for about once a second however many requests carry it. Only keys that were
 * found are kept: a wrong token is looked up each time, so that nobody can fill the ring and a new key works at once.
 */
export const createKeyRing = (sql: Sql, clock: Clock): KeyRing => {
  const ring = new Map<string, Believed>();
  return {
    async find(token) {
      // The token itself is not kept in memory longer than its request.
      const name = createHash('sha256').update(token).digest('base64');
      const now = clock.now();
      const believed = ring.get(name);
      if (believed && now < believed.untilMs) return believed.key;
      ring.delete(name);
      const key = await findApiKey(sql, token);
      if (key) ring.set(name, { key, untilMs: now + BELIEVED_MS });
      const [oldest] = ring.keys();
      if (ring.size > KEYS_MAX && oldest !== undefined) ring.delete(oldest);
      return key;
    },
  };
};
