import 'reflect-metadata';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { gauge, type Logger } from '#observability';
import { createAdapter, type HttpLimits } from './adapter.js';
import { nestLoggerOf } from './nest-logger.js';
import { ProblemFilter } from './problem.filter.js';

export interface HttpAppOptions extends HttpLimits {
  readonly logger: Logger;
  /** See `ProblemFilter`. */
  readonly isUnavailable?: (error: unknown) => boolean;
}

/**
 * A Nest application on Fastify that answers every error as problem+json, reads no body by itself and ends cleanly on
 * SIGTERM and SIGINT. The caller adds what is its own (parsers, transports), then calls `listenHttp`.
 */
export const createHttpApp = async (
  module: Type | DynamicModule,
  options: HttpAppOptions,
): Promise<NestFastifyApplication> => {
  // Widened to `object`: Nest declares these options as a class that nobody can construct, which the linter minds.
  const nestOptions: object = { bodyParser: false, logger: nestLoggerOf(options.logger) };
  const app = await NestFactory.create<NestFastifyApplication>(module, createAdapter(options), nestOptions);
  app.useGlobalFilters(new ProblemFilter(options));
  // `useProcessExit`: otherwise Nest sends itself the signal again, the exit code is 143 and the log is cut.
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  return app;
};

/** Listens, and says where and with which settings (give those of `printableConfig`: secrets masked). */
export const listenHttp = async (
  app: NestFastifyApplication,
  at: {
    readonly host: string;
    readonly port: number;
    readonly logger: Logger;
    /** How often the supervisor has started this process again: shown as a metric. */
    readonly restarts?: number;
    readonly config?: Readonly<Record<string, unknown>>;
  },
): Promise<string> => {
  gauge('restarts').set(at.restarts ?? 0);
  await app.listen(at.port, at.host);
  const url = await app.getUrl();
  at.logger.info({ url, config: at.config ?? {} }, 'Listening');
  return url;
};
