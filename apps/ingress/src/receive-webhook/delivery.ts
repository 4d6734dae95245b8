import type { Source } from '#access';
import type { IncomingHttpHeaders } from 'node:http';

/** One request of a source, before anybody vouches for it. */
export interface Delivery {
  /** One a request (UUIDv7), told to the sender in `Caudal-Delivery-Id`. */
  readonly id: string;
  readonly source: Source;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Milliseconds since the Unix epoch. */
  readonly receivedAtMs: number;
}

/** A header's value; one that came several times is, as Node joins it, one text. */
export const headerOf = (headers: IncomingHttpHeaders, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
};
