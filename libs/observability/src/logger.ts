import { pino } from 'pino';

/** What libraries ask of a logger: structured fields first, then a sentence. */
export type Logger = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'child'>;

/**
 * One JSON line an entry on standard output. The redactions are a second net: code never passes secrets, signed
 * payloads or personal data to a logger in the first place.
 */
export const createLogger = (app: string, level: string): Logger =>
  pino({
    level,
    base: { app },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['secret', 'password', 'authorization', 'body', '*.secret', '*.password', '*.authorization', '*.body'],
      censor: '***',
    },
  });
