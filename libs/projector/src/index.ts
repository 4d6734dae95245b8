export { runConsumer, runProjector } from './boot.js';
export type { ConsumerParts, Projector } from './compose-projector.js';
export { projectorConfig } from './config.js';
export type { ProjectBatch } from './project-batch.js';
export { startWatching } from './start-watching.js';
export { CLOSE_MS_MAX, CONCURRENCY, databasesOf, serverOf } from './surroundings.js';
