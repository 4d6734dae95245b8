/**
 * What failed, as a log line, a readiness or a parked key may say it: never a value that came in from outside.
 * PostgreSQL quotes values in its messages; JavaScript and zod repeat what they could not read. So only of errors that
 * are known to name nothing but events, fields and addresses the message is told, and of all others the place.
 */
export const reasonOf = (error: unknown): string => {
  if (!isError(error)) return 'something that is no error was thrown';
  const code = sqlState(error);
  if (code !== undefined) {
    const message = NAMING.test(code) ? error.message : error.message.replace(/".*"/s, '"…"');
    return `${error.name} ${code}: ${message}`;
  }
  return TELLING.test(error.name) ? `${error.name}: ${error.message}` : `${error.name} ${placeOf(error)}`;
};

/** Constraints and names: what they quote are tables, columns and constraints of ours; the values are in the detail. */
const NAMING = /^(23|42)/;

/** Node's and pg's errors of connections are plain ones, and so are our own; kafkajs names topics and addresses. */
const TELLING =
  /^(Error|AggregateError|KafkaJS\w+|QueryFailedError|(ConnectionLost|NoAnswer|PublishDeadline|QueueFull|RecordRefused|SpoolDeadline|SpoolFull|ConsumerPaused|ConsumerStopping|MissingRecords|UnreadableHistory)Error)$/;

/** Not by `instanceof`: Node's own errors are of another realm under a test runner. */
const isError = (error: unknown): error is Error =>
  typeof error === 'object' && error !== null && 'message' in error && 'name' in error;

interface Failure {
  readonly code: unknown;
  readonly driverError: unknown;
}

const sqlState = (error: Error): string | undefined => {
  const { code, driverError } = { code: undefined, driverError: undefined, ...(error as object) } as Failure;
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return code;
  return isError(driverError) && driverError !== error ? sqlState(driverError) : undefined;
};

/** The innermost frame: a function of ours, its file and its line. Lines of a message may look like one. */
const placeOf = ({ message, stack = '' }: Error, frames = stack.replace(message, '')): string =>
  (/^\s+(at .*)$/m.exec(frames)?.[1] ?? 'at an unknown place').replaceAll(/(?:file:\/\/)?(?:\/[^/\s()]+)*\//g, '');
