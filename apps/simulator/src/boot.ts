import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from '#observability';
import type { SimulatorConfig } from './config.js';
import { ApiErrorFilter } from './rest/api-error.filter.js';
import { useExactJson, type BodyParsing } from './rest/exact-json.js';
import { playScenario } from './scenario.js';
import { createSimulator, type Simulator } from './simulator.js';
import { SimulatorModule } from './simulator.module.js';

export interface RunningSimulator {
  readonly url: string;
  readonly simulator: Simulator;
  readonly close: () => Promise<void>;
}

/** The whole process but its signals' source: builds, listens, plays the scenario if there is one. */
export const bootSimulator = async (config: SimulatorConfig, logger: Logger): Promise<RunningSimulator> => {
  const simulator = createSimulator(config, logger);
  const adapter = new FastifyAdapter();
  const app = await NestFactory.create<NestFastifyApplication>(SimulatorModule.register(simulator), adapter, {
    bodyParser: false,
    logger: ['error', 'warn'],
  });
  useExactJson(adapter.getInstance<BodyParsing>());
  app.useGlobalFilters(new ApiErrorFilter(logger));
  // Without `useProcessExit` Nest sends itself the signal again: exit code 143, and the log is cut.
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  await app.listen(config.CAUDAL_PORT, config.CAUDAL_HOST);
  if (config.CAUDAL_SIMULATOR_SCENARIO !== undefined) await playScenario(simulator, config.CAUDAL_SIMULATOR_SCENARIO);
  return { url: await app.getUrl(), simulator, close: () => app.close() };
};
