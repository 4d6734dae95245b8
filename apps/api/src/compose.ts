import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttpApp, secureHeaders, serveOpenApi } from '#http';
import type { Logger } from '#observability';
import { isTransient } from '#persistence';
import { ApiModule } from './api.module.js';
import type { ReconnectingDatabase } from './database/reconnecting-database.js';
import { documentOf } from './openapi/document.js';

/** The API over a database, with its documentation; not yet listening. */
export const createApi = async (database: ReconnectingDatabase, logger: Logger): Promise<NestFastifyApplication> => {
  const app = await createHttpApp(ApiModule.over(database), { logger, isUnavailable: isTransient });
  await secureHeaders(app);
  serveOpenApi(app, documentOf(app));
  return app;
};
