import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttpApp, ProblemError, secureHeaders } from '#http';
import type { Logger } from '#observability';
import { isTransient } from '#persistence';
import { ApiModule } from './api.module.js';
import type { ReconnectingDatabase } from './database/reconnecting-database.js';
import type { ProofKeys } from './reverify-delivery/reverify-delivery.js';
import { documentOf } from './openapi/document.js';
import { serveOpenApi, type OpenApiDocument } from './openapi/openapi.js';

/**
 * A body is JSON, whatever its type is called; none is none, also where `application/json` announces one, as some clients
 * do on every request.
 */
const readBodies = (app: NestFastifyApplication): void => {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(body.toString()));
    } catch {
      done(new ProblemError('invalid_body', 'The body is not JSON.'));
    }
  });
};

/** What it says of itself: its own controllers, without probes and metrics. */
export const apiDocument = (app: INestApplication): OpenApiDocument => documentOf(app, ApiModule);

/** The API over a database, with its documentation; not yet listening. */
export const createApi = async (
  database: ReconnectingDatabase,
  logger: Logger,
  keys: ProofKeys = {},
): Promise<NestFastifyApplication> => {
  const app = await createHttpApp(ApiModule.over(database, keys), { logger, isUnavailable: isTransient });
  await secureHeaders(app);
  readBodies(app);
  serveOpenApi(app, apiDocument(app));
  return app;
};
