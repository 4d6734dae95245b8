import { loadConfig, printableConfig } from '#config';
import { createHttpApp, listenHttp } from '#http';
import { createLogger } from '#observability';
import { composeIngress } from './compose.js';
import { IngressConfig } from './config.js';
import { IngressModule } from './ingress.module.js';
import { prepareFastify } from './listen/prepare-fastify.js';
import { BODY_BYTES_MAX } from './listen/read-body.js';
import { countRejected } from './receive-webhook/meters.js';

// Headers of a webhook fit one packet and its body four: who needs longer than a second, or two in all, is stalled.
const HEADERS_TIMEOUT_MS = 1_000;
const REQUEST_TIMEOUT_MS = 2_000;

const config = loadConfig(IngressConfig);
const logger = createLogger('ingress', config.CAUDAL_LOG_LEVEL);
const ingress = composeIngress(config, logger);
const app = await createHttpApp(IngressModule.register(ingress), {
  logger,
  bodyBytesMax: BODY_BYTES_MAX,
  headersTimeoutMs: HEADERS_TIMEOUT_MS,
  requestTimeoutMs: REQUEST_TIMEOUT_MS,
});
prepareFastify(app.getHttpAdapter().getInstance(), {
  budget: ingress.receiving.budget,
  countRejected,
});
await listenHttp(app, {
  host: config.CAUDAL_HOST,
  port: config.CAUDAL_PORT,
  logger,
  restarts: config.CAUDAL_RESTARTS,
  config: printableConfig(config),
});
