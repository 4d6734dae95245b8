import { randomBytes } from 'node:crypto';

// W3C Trace Context, version 00: later versions may append, never change, what stands here. Version ff is invalid.
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * The trace that a record belongs to: the sender's if it names a valid one, else one that begins here. A new trace
 * takes its id from the delivery (a UUIDv7 is sixteen bytes, the last of them random), so that either finds the other.
 */
export const traceparentOf = (inbound: string | undefined, deliveryId: string): string =>
  inbound !== undefined && TRACEPARENT.test(inbound)
    ? inbound
    : `00-${deliveryId.replaceAll('-', '')}-${randomBytes(8).toString('hex')}-01`;
