import { counter, type Logger } from '#observability';
import type { SimulatorConfig } from './config.js';
import { Dispatcher } from './deliver/dispatcher.js';
import { createPoster } from './deliver/post.js';
import { noFaults, type FaultBox } from './faults/faults.js';
import { LiveBank } from './story/live-bank.js';
import { StoryRuns } from './story/story-runs.js';

/** Everything that lives in the process; controllers act on it. */
export interface Simulator {
  readonly live: LiveBank;
  readonly stories: StoryRuns;
  readonly dispatcher: Dispatcher;
  readonly faults: FaultBox;
  readonly close: () => Promise<void>;
}

export const SIMULATOR = Symbol('simulator');

// One connection a delivery in flight, as many as the dispatcher sends at once.
const CONNECTIONS = 64;

export const createSimulator = (config: SimulatorConfig, logger: Logger): Simulator => {
  const poster = createPoster(CONNECTIONS);
  const faults: FaultBox = { current: noFaults() };
  const scale = config.CAUDAL_SIMULATOR_TIME_SCALE;
  const seed = config.CAUDAL_SIMULATOR_SEED;
  const dispatcher = new Dispatcher({
    post: poster.post,
    ingressUrl: config.CAUDAL_INGRESS_URL,
    sources: config.CAUDAL_SIMULATOR_SOURCES,
    scale,
    seed: String(seed),
    logger,
    concurrencyMax: CONNECTIONS,
    onAttempt: (outcome) => {
      counter('simulatorAttempts').inc({ outcome });
    },
  });
  const live = new LiveBank({ seed, scale, dispatcher, faults, startMs: Date.now() });
  const stories = new StoryRuns(dispatcher);
  live.start();
  return {
    live,
    stories,
    dispatcher,
    faults,
    close: async () => {
      live.stop();
      stories.stop();
      await dispatcher.stop();
      await poster.close();
    },
  };
};
