import { pino } from 'pino';

/** What libraries ask of a logger: structured fields first, then a sentence. */
export type Logger = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'child'>;

/**
 * Names under which secrets, signed payloads and personal data travel. From `parameters` on it is what a failed query
 * carries: the very values of its rows, also quoted in where it failed and what it hints at.
 */
const HIDDEN = [
  'secret',
  'password',
  'token',
  'authorization',
  'cookie',
  'mono-signature',
  'mono-webhook-secret',
  'body',
  'parameters',
  'driverError',
  'detail',
  'where',
  'hint',
  'internalQuery',
];

/** As a field, in a field (an error, a request), and among the headers of one. */
const paths = HIDDEN.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.headers["${name}"]`]);

/**
 * One JSON line an entry on standard output. The redactions are a second net: code never passes secrets, signed
 * payloads or personal data to a logger in the first place. Lines go elsewhere when a destination is given.
 */
export const createLogger = (app: string, level: string, destination?: pino.DestinationStream): Logger =>
  pino(
    { level, base: { app }, timestamp: pino.stdTimeFunctions.isoTime, redact: { paths, censor: '***' } },
    destination ?? pino.destination(1),
  );
