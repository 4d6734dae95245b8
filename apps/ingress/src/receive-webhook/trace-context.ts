// W3C Trace Context, version 00: later versions may append, never change, what stands here. Version ff is invalid.
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

const SPAN_DIGITS = 16;

/**
 * The trace that a record belongs to: the sender's if it names a valid one, else one that begins here. A new trace
 * takes its id from the delivery, so that either finds the other (a UUIDv7 is sixteen bytes, the last eight of them
 * random and never all zero), and its first span from the random half.
 */
export const traceparentOf = (inbound: string | undefined, deliveryId: string): string => {
  if (inbound !== undefined && TRACEPARENT.test(inbound)) return inbound;
  const traceId = deliveryId.replaceAll('-', '');
  return `00-${traceId}-${traceId.slice(-SPAN_DIGITS)}-01`;
};
