import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { brokerList, hexKey, logLevel, port } from './fields.js';
import { ConfigError, loadConfig, printableConfig } from './load-config.js';

/** Settings are read once, fail loudly all together, and never show a value that may be a secret. */
const Config = z.object({
  CAUDAL_DATABASE_URL: z.url(),
  CAUDAL_KAFKA_BROKERS: brokerList,
  CAUDAL_SECRETS_KEY: hexKey,
  CAUDAL_PORT: port(4100),
  CAUDAL_LOG_LEVEL: logLevel,
  CAUDAL_TOPIC_PREFIX: z.string().default(''),
});

const good = {
  CAUDAL_DATABASE_URL: 'postgres://caudal_api:pa55word@localhost:5432/caudal',
  CAUDAL_KAFKA_BROKERS: '127.0.0.1:9092, kafka-2.internal:9092,[::1]:9093,',
  CAUDAL_SECRETS_KEY: 'aB'.repeat(32),
};

const problemsOf = (env: Readonly<Record<string, string | undefined>>): readonly string[] => {
  try {
    loadConfig(Config, env);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return error instanceof ConfigError ? error.problems : [];
  }
};

describe('loadConfig', () => {
  it('is one typed object, with what is standard', () => {
    expect(loadConfig(Config, { ...good, UNRELATED: 'x' })).toEqual({
      CAUDAL_DATABASE_URL: good.CAUDAL_DATABASE_URL,
      CAUDAL_KAFKA_BROKERS: ['127.0.0.1:9092', 'kafka-2.internal:9092', '[::1]:9093'],
      CAUDAL_SECRETS_KEY: Buffer.alloc(32, 0xab),
      CAUDAL_PORT: 4100,
      CAUDAL_LOG_LEVEL: 'info',
      CAUDAL_TOPIC_PREFIX: '',
    });
  });

  it.each([
    ['0', 0],
    ['65535', 65_535],
    ['', 4100],
  ])('reads the port %p as %p', (text, expected) => {
    expect(loadConfig(Config, { ...good, CAUDAL_PORT: text }).CAUDAL_PORT).toBe(expected);
  });

  it('names every variable that is wrong, at once', () => {
    const problems = problemsOf({ CAUDAL_PORT: 'http' });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'CAUDAL_DATABASE_URL',
      'CAUDAL_KAFKA_BROKERS',
      'CAUDAL_SECRETS_KEY',
      'CAUDAL_PORT',
    ]);
    expect(new ConfigError(problems).message).toContain(problems.join('\n  - '));
  });

  it.each([
    ['CAUDAL_DATABASE_URL', 'hunter2'],
    ['CAUDAL_DATABASE_URL', ''],
    ['CAUDAL_KAFKA_BROKERS', 'hunter2'],
    ['CAUDAL_KAFKA_BROKERS', 'kafka:9092,hunter2'],
    ['CAUDAL_KAFKA_BROKERS', 'kafka://hunter2:9092'],
    ['CAUDAL_KAFKA_BROKERS', ' , '],
    ['CAUDAL_SECRETS_KEY', 'hunter2'],
    ['CAUDAL_SECRETS_KEY', 'ab'.repeat(33)],
    ['CAUDAL_PORT', '65536'],
    ['CAUDAL_PORT', '-1'],
    ['CAUDAL_PORT', '1e3'],
    ['CAUDAL_PORT', '0x10'],
    ['CAUDAL_PORT', '4100.5'],
    ['CAUDAL_LOG_LEVEL', 'hunter2'],
  ])('refuses %s=%s and does not repeat the value', (name, value) => {
    const problems = problemsOf({ ...good, [name]: value });
    expect(problems).toEqual([expect.stringMatching(`^${name}: `)]);
    expect(problems.join()).not.toContain('hunter2');
  });
});

describe('printableConfig', () => {
  it('masks keys, passwords and the credentials of URLs, and keeps the rest', () => {
    expect(
      printableConfig({
        ...loadConfig(Config, good),
        CAUDAL_ROLE_PASSWORDS: { api: 'pa55word' },
        CAUDAL_WEBHOOK_SECRET: 'pa55word',
        CAUDAL_API_TOKEN: 'pa55word',
        CAUDAL_RAW: Buffer.from('pa55word'),
        CAUDAL_ABSENT: undefined,
      }),
    ).toEqual({
      CAUDAL_DATABASE_URL: 'postgres://***@localhost:5432/caudal',
      CAUDAL_KAFKA_BROKERS: ['127.0.0.1:9092', 'kafka-2.internal:9092', '[::1]:9093'],
      CAUDAL_SECRETS_KEY: '***',
      CAUDAL_PORT: 4100,
      CAUDAL_LOG_LEVEL: 'info',
      CAUDAL_TOPIC_PREFIX: '',
      CAUDAL_ROLE_PASSWORDS: '***',
      CAUDAL_WEBHOOK_SECRET: '***',
      CAUDAL_API_TOKEN: '***',
      CAUDAL_RAW: '***',
      CAUDAL_ABSENT: null,
    });
  });

  it.each([
    'postgres://user:pa55word@host/db',
    'postgres://pa55word@host/db',
    'postgres://user:pa55word@pa55word@host/db',
    'postgres://user:pa55/pa55word@host/db',
    'postgres://host/db?user=u&password=pa55word',
    'postgres://host/db?sslpassword=pa55word&sslmode=require',
    'replica and postgres://user:pa55word@host/db',
  ])('cuts the password out of %s', (url) => {
    const printed = JSON.stringify(printableConfig({ URL: url, LIST: [url] }));
    expect(printed).not.toContain('pa55word');
    expect(printed).toContain('host/db');
  });
});
