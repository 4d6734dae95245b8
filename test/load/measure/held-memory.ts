import { built } from '../system/paths.js';

/** Options of Node for a process whose held memory is watched. */
export const COLLECTING: readonly string[] = ['--import', built('test/load/measure/collect-often.js')];

/**
 * What a Node process of ours holds, in bytes, as it tells itself: its heap in use, and buffers outside of it.
 *
 * @throws when it does not answer
 */
export const heldBytes = async (url: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return valueOf(text, 'nodejs_heap_size_used_bytes') + valueOf(text, 'nodejs_external_memory_bytes');
};

const valueOf = (metrics: string, name: string): number => {
  const value = new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1];
  if (value === undefined) throw new Error(`The metrics do not tell ${name}`);
  return Number(value);
};
