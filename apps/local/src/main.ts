import { readSettings } from './settings.js';
import { sentenceOf } from './problem.js';
import { start } from './start.js';
import { createTerminal } from './terminal.js';

/** `npm start`, after the launcher has seen to packages, build, Java and Kafka's jars. */
const stopping = new AbortController();
const stop = () => {
  stopping.abort();
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
// The launcher's channel closes when it was killed without a chance to tell us.
process.on('disconnect', stop);

try {
  await start(readSettings(process.argv.slice(2)), createTerminal(process.stdout), stopping.signal);
} catch (error) {
  console.error(sentenceOf(error));
  process.exitCode = 1;
}
// Nothing is left to do; an open keep-alive connection must not hold us.
process.exit();
