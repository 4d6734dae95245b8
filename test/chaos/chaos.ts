import { sentenceOf } from '../../apps/local/src/problem.js';
import { parseOptions, UsageError, type ScenarioName } from './options.js';
import { brokerAway } from './scenarios/broker-away.js';
import { faults } from './scenarios/faults.js';
import { outage } from './scenarios/outage.js';
import { rebalance } from './scenarios/rebalance.js';
import { restarts } from './scenarios/restarts.js';
import type { Scenario } from './scenarios/scenario.js';
import { soak } from './scenarios/soak.js';
import { beginTale } from './tale.js';

const SCENARIO: Readonly<Record<ScenarioName, Scenario>> = {
  faults,
  'broker-away': brokerAway,
  outage,
  rebalance,
  restarts,
  soak,
};

/** `npm run chaos`, after the launcher has seen to packages, build, Java and Kafka's jars. */
const stopping = new AbortController();
const stop = () => {
  stopping.abort();
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
// The launcher's channel closes when it was killed without a chance to tell us.
process.on('disconnect', stop);

try {
  const options = parseOptions(process.argv.slice(2));
  const tale = beginTale((line) => {
    console.log(line);
  });
  const { passed, closing } = await SCENARIO[options.scenario]({ options, tale, signal: stopping.signal });
  console.log(closing);
  process.exitCode = passed ? 0 : 1;
} catch (error) {
  if (stopping.signal.aborted) console.error('Interrupted; every process was stopped.');
  else console.error(error instanceof UsageError ? error.message : sentenceOf(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
// Nothing is left to do; an open keep-alive connection must not hold us.
process.exit();
