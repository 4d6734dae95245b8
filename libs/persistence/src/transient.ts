/** Classes of SQLSTATE that pass by themselves: connection, resources, operator intervention. */
const TRANSIENT_CLASSES = new Set(['08', '53', '57']);
/** Serialization failure, deadlock, lock not available. */
const TRANSIENT_CODES = new Set(['40001', '40P01', '55P03']);
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const MESSAGES =
  /Connection terminated|timeout exceeded|timeout expired|Query read timeout|Client has encountered|not queryable/i;

/** Whether trying the same again may succeed: the database or the way to it failed, not the statement. */
export const isTransient = (error: unknown): boolean => {
  // Not by `instanceof`: Node's own errors are of another realm under a test runner.
  if (typeof error !== 'object' || error === null || !('message' in error)) return false;
  const { code, message, driverError, cause }: Failure = error;
  if (typeof code === 'string') {
    if (NETWORK_CODES.has(code) || TRANSIENT_CODES.has(code)) return true;
    if (code.length === 5 && TRANSIENT_CLASSES.has(code.slice(0, 2))) return true;
  }
  const deeper = driverError ?? cause;
  return MESSAGES.test(String(message)) || (deeper !== error && isTransient(deeper));
};

/** What an error of pg, of TypeORM or of a socket may say. */
interface Failure {
  readonly message: unknown;
  readonly code?: unknown;
  readonly driverError?: unknown;
  readonly cause?: unknown;
}
