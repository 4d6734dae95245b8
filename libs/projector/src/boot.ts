import { loadConfig, printableConfig } from '#config';
import type { ConsumerContract } from '#contracts';
import type { Context } from '#event-store';
import { createHttpApp, listenHttp } from '#http';
import { createLogger } from '#observability';
import { composeProjector, type ConsumerParts, type Projector } from './compose-projector.js';
import { projectorConfig, type ProjectorConfig } from './config.js';
import { ProjectorModule } from './projector.module.js';
import type { Figures } from './show-figures.js';

/** As sysexits.h has it: a failure that another start may mend. */
const EXIT_STANDING = 75;

/** Runs the app of a context until it is told to end: its whole `main`. */
export const runProjector = (contract: ConsumerContract, context: Context, figures?: Figures): Promise<void> =>
  runConsumer(contract, loadConfig(projectorConfig(contract.port)), (parts) =>
    composeProjector({ ...parts, context, figures }),
  );

/**
 * Runs a consuming app, whatever it does with its batches.
 *
 * @param config at least what every consuming app is set by
 */
export const runConsumer = async (
  contract: ConsumerContract,
  config: ProjectorConfig,
  compose: (parts: ConsumerParts) => Projector,
): Promise<void> => {
  const logger = createLogger(contract.name, config.CAUDAL_LOG_LEVEL);
  const projector = compose({ contract, config, logger, end: () => process.exit(EXIT_STANDING) });
  const app = await createHttpApp(ProjectorModule.register(projector), { logger });
  app.connectMicroservice({ strategy: projector.server });
  await app.startAllMicroservices();
  await listenHttp(app, {
    host: config.CAUDAL_HOST,
    port: config.CAUDAL_PORT,
    logger,
    restarts: config.CAUDAL_RESTARTS,
    config: printableConfig(config),
  });
};
