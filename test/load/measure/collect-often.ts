import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Loaded before a process by `--import` where it is judged by what it holds: it collects its whole heap every few
 * seconds. By itself V8 does so the more seldom the less it has to, and what waits to be collected looks like a leak.
 * The product knows nothing of it.
 */
const EVERY_MS = 5_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
setInterval(collect, EVERY_MS).unref();
