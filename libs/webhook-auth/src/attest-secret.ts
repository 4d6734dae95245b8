import { createHmac } from 'node:crypto';
import { headerBytes } from './header-bytes.js';

/**
 * What is kept of a `mono-webhook-secret` header, which must not be kept itself: HMAC-SHA256 under a key from the
 * environment, in hex (`ce_signature`). Whoever holds that key and the source's secrets, retired ones included, can
 * tell later which of them was presented; whoever has only the record learns nothing.
 *
 * @param presented the header as received, verified before
 * @param key 32 bytes
 */
export const attestSecret = (presented: string, key: Buffer): string =>
  createHmac('sha256', key)
    .update(headerBytes(presented) ?? presented)
    .digest('hex');
