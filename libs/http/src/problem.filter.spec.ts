import type { ArgumentsHost } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { createLogger, type Logger } from '#observability';
import { nestLoggerOf } from './nest-logger.js';
import { ProblemFilter } from './problem.filter.js';

/** What the log says of a request that broke: the fault, and nothing of what is stored or was asked for. */
describe('the log of a request that broke', () => {
  const STORED = 'ROSA 1000000001';

  /** As TypeORM throws it: the fields of pg's error are its own too, and its message is the server's. */
  const failedQuery = (code: string, message: string): Error => {
    const fields = {
      ...{ code, severity: 'ERROR', length: 200, position: '7', table: 'transfers', schema: 'transfers' },
      ...{
        detail: `Key (name)=(${STORED}) exists.`,
        hint: `Is "${STORED}" meant?`,
        internalQuery: `select '${STORED}'`,
      },
      where: `unnamed portal parameter $1 = '${STORED}'\nJSON data, line 1: {"name":"${STORED}"...`,
    };
    const driverError = Object.assign(new Error(message), fields);
    const carried = { query: `select '${STORED}'::numeric`, parameters: [STORED, { name: STORED }], driverError };
    const error = new Error(message, { cause: new Error(`cause "${STORED}"`) });
    return Object.assign(error, { name: 'QueryFailedError' }, fields, carried);
  };

  const linesOf = (write: (logger: Logger) => void): Record<string, unknown>[] => {
    const lines: string[] = [];
    write(createLogger('api', 'debug', { write: (line) => lines.push(line) }));
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  };
  const caught = (error: unknown, isUnavailable = false) =>
    linesOf((logger) => {
      const request = { method: 'GET', routeOptions: { url: '/v1/transfers/:id' } };
      const reply = { sent: true, raw: { headersSent: true } };
      const http = { getRequest: () => request, getResponse: () => reply };
      const host = { getType: () => 'http', switchToHttp: () => http } as unknown as ArgumentsHost;
      new ProblemFilter({ logger, isUnavailable: () => isUnavailable }).catch(error, host);
    });

  const FAILURES: readonly (readonly [code: string, message: string])[] = [
    ['22P02', `invalid input syntax for type numeric: "${STORED}"`],
    ['22P02', `invalid input syntax for type json: "{\n    at ${STORED} (file.js:1:1)"`],
    ['23505', 'duplicate key value violates unique constraint "transfers_pkey"'],
  ];

  it.each(FAILURES)('names the fault %s and its place, and no stored value', (code, message) => {
    const [line] = caught(failedQuery(code, message));
    expect(line).toMatchObject({ msg: 'A request broke', code: 'internal_error', route: '/v1/transfers/:id' });
    expect(line?.reason).toMatch(new RegExp(`^QueryFailedError ${code}: `));
    expect((line?.stack as string[])[0]).toMatch(/^at .*problem\.filter\.spec\.[jt]s:\d+:\d+\)?$/);
    expect(JSON.stringify(line)).not.toMatch(/ROSA|1000000001/);
  });

  it.each(FAILURES)(
    'says no more of %s when the request is put off, or when it is Nest that tells',
    (code, message) => {
      const error = failedQuery(code, message);
      const nest = linesOf((logger) => {
        nestLoggerOf(logger).error(error, 'ExceptionsHandler');
        nestLoggerOf(logger).fatal?.(error, 'ExceptionsHandler');
      });
      const lines = [...caught(error, true), ...nest];
      expect(lines).toHaveLength(3);
      for (const line of lines) {
        expect(JSON.stringify(line)).toContain(code);
        expect(JSON.stringify(line)).not.toMatch(/ROSA|1000000001/);
      }
    },
  );
});
