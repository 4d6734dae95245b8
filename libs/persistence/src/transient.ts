/** Classes of SQLSTATE that pass by themselves: connection, resources, operator intervention. */
const TRANSIENT_CLASSES = new Set(['08', '53', '57']);
/** Serialization failure, deadlock, lock not available. */
const TRANSIENT_CODES = new Set(['40001', '40P01', '55P03']);
const NETWORK_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT']);
const MESSAGES = /Connection terminated|timeout exceeded|Query read timeout|Client has encountered|not queryable/i;

/** Whether trying the same again may succeed: the database or the way to it failed, not the statement. */
export const isTransient = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { code } = { code: undefined, ...(error as { code?: unknown }) };
  if (typeof code === 'string') {
    if (NETWORK_CODES.has(code) || TRANSIENT_CODES.has(code)) return true;
    if (code.length === 5 && TRANSIENT_CLASSES.has(code.slice(0, 2))) return true;
  }
  const cause = (error as { driverError?: unknown; cause?: unknown }).driverError ?? error.cause;
  return MESSAGES.test(error.message) || (cause !== undefined && cause !== error && isTransient(cause));
};
