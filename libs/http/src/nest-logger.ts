import type { LoggerService } from '@nestjs/common';
import { reasonOf } from '#kernel';
import { framesOf, type Logger } from '#observability';

/** Nest's own words in our log: its notes on start-up are detail, its warnings and errors stay what they are. */
export const nestLoggerOf = (logger: Logger): LoggerService => ({
  log: (message: unknown, ...rest: unknown[]) => {
    logger.debug({ context: contextOf(rest) }, textOf(message));
  },
  warn: (message: unknown, ...rest: unknown[]) => {
    logger.warn({ context: contextOf(rest) }, textOf(message));
  },
  error: (message: unknown, ...rest: unknown[]) => {
    logger.error({ context: contextOf(rest), ...errorOf(message) }, textOf(message));
  },
  fatal: (message: unknown, ...rest: unknown[]) => {
    logger.fatal({ context: contextOf(rest), ...errorOf(message) }, textOf(message));
  },
});

/** Nest passes where a message comes from as the last argument. */
const contextOf = (rest: readonly unknown[]): unknown => rest.at(-1);

const textOf = (message: unknown): string => {
  if (message instanceof Error) return reasonOf(message);
  return typeof message === 'string' ? message : JSON.stringify(message);
};

/** What an error is, without a word that may quote a value. */
const errorOf = (message: unknown): object => (message instanceof Error ? { stack: framesOf(message) } : {});
