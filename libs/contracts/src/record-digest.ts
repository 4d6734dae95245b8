import { createHash } from 'node:crypto';

/** What tells one record of a log from any other, wherever it stands. */
export interface RecordIdentity {
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * SHA-256 of a record: key, value and every header, each with its length before it, so that no two records read as the
 * same bytes. The headers matter: of two deliveries of one webhook, value and key are the same and the delivery id is
 * not, and a log that was made anew and filled by a provider's retries must not pass for the old one.
 */
export const recordDigest = ({ key, value, headers }: RecordIdentity): Buffer => {
  const hash = createHash('sha256');
  const add = (bytes: Buffer): void => {
    hash.update(`${String(bytes.length)}:`).update(bytes);
  };
  add(Buffer.from(key));
  add(value);
  for (const name of Object.keys(headers).sort()) {
    add(Buffer.from(name));
    add(Buffer.from(headers[name] ?? ''));
  }
  return hash.digest();
};
