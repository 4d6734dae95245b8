import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whether `Mono-Signature: t=<seconds>,v1=<hex>` signs exactly these bytes. */
export const isSigned = (header: string, rawBody: Buffer, secret: string): boolean => {
  const parts = header.split(',').map((part) => part.trim());
  const t = parts.find((part) => part.startsWith('t='))?.slice(2);
  if (t === undefined) return false;
  const expected = createHmac('sha256', secret).update(`${t}.`).update(rawBody).digest();
  return parts
    .filter((part) => part.startsWith('v1='))
    .map((part) => Buffer.from(part.slice(3), 'hex'))
    .some((given) => given.length === expected.length && timingSafeEqual(given, expected));
};
