import { z } from 'zod';

/** Raw settings as a process gets them. */
export type Env = Readonly<Record<string, string | undefined>>;

// A name, an IPv4 address or an IPv6 address in brackets, and a port.
const BROKER = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+):\d{1,5}$/i;

/** `host:port,host:port` as a list. */
export const brokerList = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((broker) => broker.trim())
      .filter((broker) => broker.length > 0),
  )
  .refine((brokers) => brokers.length > 0 && brokers.every((broker) => BROKER.test(broker)), {
    error: 'must be host:port, or several separated by commas',
  });

/** A 256-bit key as 64 hexadecimal digits (`openssl rand -hex 32`). */
export const hexKey = z
  .string()
  .regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal digits (openssl rand -hex 32)')
  .transform((hex) => Buffer.from(hex, 'hex'));

const PORT_MAX = 65_535;

/** A TCP port; 0 is a free one. `standard` where none is given. */
export const port = (standard: number) =>
  z
    .string()
    // Digits and nothing else: Number() would take '' for 0, a port that changes with every start.
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= PORT_MAX, {
      error: `must be a port, 0 to ${PORT_MAX}`,
    })
    .transform(Number)
    .default(standard);

/** How often the supervisor has started this process again; a first life is 0. */
export const restarts = z.coerce.number().int().min(0).default(0);

export const logLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info');
