import { z } from 'zod';

/** Raw settings as a process gets them. */
export type Env = Readonly<Record<string, string | undefined>>;

/** `host:port,host:port` as a list. */
export const brokerList = z
  .string()
  .min(1)
  .transform((text) =>
    text
      .split(',')
      .map((broker) => broker.trim())
      .filter((broker) => broker.length > 0),
  );

/** A 256-bit key as 64 hexadecimal digits (`openssl rand -hex 32`). */
export const hexKey = z
  .string()
  .regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal digits (openssl rand -hex 32)')
  .transform((hex) => Buffer.from(hex, 'hex'));

export const port = (standard: number) => z.coerce.number().int().min(0).max(65_535).default(standard);

export const logLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info');
