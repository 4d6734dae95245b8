/**
 * Classes of SQLSTATE that say nothing of the records: a read-only server (25), a refused login (28), a database or
 * schema that is not there (3D, 3F), a table, column or grant that is not there (42, as when an app runs before its
 * migration), a server's own fault (58, XX). Parking for these would park every record that comes.
 */
const CLASSES = new Set(['25', '28', '3D', '3F', '42', '58', 'XX']);

/** Whether the database refuses the work as such: neither another try nor leaving a record out would help. */
export const isSystemic = (error: Error): boolean => {
  const { code } = { code: undefined, ...(error as { code?: unknown }) };
  if (typeof code === 'string' && code.length === 5 && CLASSES.has(code.slice(0, 2))) return true;
  const { driverError } = { driverError: undefined, ...(error as { driverError?: unknown }) };
  return driverError instanceof Error && driverError !== error && isSystemic(driverError);
};
