import { describe, expect, it } from '@jest/globals';
import { createLogger, type Logger } from './logger.js';

/** One JSON line an entry, and a second net under secrets, payloads and personal data. */
const logged = (write: (logger: Logger) => void, level = 'info'): Record<string, unknown>[] => {
  const lines: string[] = [];
  write(createLogger('ingress', level, { write: (line) => lines.push(line) }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
};

describe('a line', () => {
  it('says which app, when, and what', () => {
    const [line] = logged((logger) => {
      logger.info({ url: 'http://127.0.0.1:4100' }, 'Listening');
    });
    expect(line).toEqual({
      level: 30,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      app: 'ingress',
      url: 'http://127.0.0.1:4100',
      msg: 'Listening',
    });
  });

  it('below the level is not written', () => {
    const lines = logged((logger) => {
      logger.info({}, 'quiet');
      logger.warn({}, 'loud');
    }, 'warn');
    expect(lines.map(({ msg }) => msg)).toEqual(['loud']);
  });
});

describe('what must not be logged', () => {
  const hidden = 'Ana 1000000001';

  it.each([
    ['a field', { secret: hidden, password: hidden, body: hidden, token: hidden }],
    ['a field of a field', { source: { secret: hidden }, request: { body: hidden, authorization: hidden } }],
    [
      'the headers of a request',
      { request: { headers: { authorization: hidden, cookie: hidden, 'mono-webhook-secret': hidden } } },
    ],
    ['headers', { headers: { 'mono-signature': hidden, authorization: hidden } }],
  ])('is masked in %s', (_where, fields) => {
    for (const write of [
      (logger: Logger) => {
        logger.info(fields, 'x');
      },
      (logger: Logger) => {
        logger.child(fields).error({}, 'x');
      },
    ]) {
      const text = JSON.stringify(logged(write));
      expect(text).not.toContain(hidden);
      expect(text).toContain('***');
    }
  });

  it('is masked in the error of a failed query, which carries the values of its rows', () => {
    const values = { parameters: [hidden], driverError: { detail: hidden }, detail: `Key (name)=(${hidden}) exists` };
    const quoted = { where: `JSON data, line 1: ${hidden}`, hint: hidden, internalQuery: `select '${hidden}'` };
    const error = Object.assign(new Error('duplicate key'), { code: '23505', ...values, ...quoted });
    const [line] = logged((logger) => {
      logger.error({ err: error }, 'A request broke');
    });
    expect(JSON.stringify(line)).not.toContain(hidden);
    expect(line).toHaveProperty('err.message', 'duplicate key');
    expect(line).toHaveProperty('err.code', '23505');
    expect(line).toHaveProperty('err.stack');
  });
});
