import { setTimeout as sleep } from 'node:timers/promises';
import type { KeptPart } from '../system/keep-part.js';
import type { Tale } from '../tale.js';
import type { PlannedKill } from './kill-plan.js';

export interface Target {
  readonly part: KeptPart;
  /** What it is doing now, in words; nothing when a kill would prove nothing. */
  readonly busyWith: () => string | undefined;
}

/** Work of a few milliseconds is met often enough by looking every millisecond. */
const LOOK_MS = 1;

/**
 * Carries out a plan: SIGKILL to each target, at its moment, once it is up and has work in flight.
 *
 * @returns how often each was killed; what was not met before the signal is missing in it
 */
export const runKiller = async (
  plan: readonly PlannedKill[],
  targets: Readonly<Record<string, Target>>,
  tale: Tale,
  signal: AbortSignal,
): Promise<Record<string, number>> => {
  const begunMs = tale.nowMs();
  const kills = Object.fromEntries(Object.keys(targets).map((name) => [name, 0]));
  const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);

  const killAll = async (name: string, { part, busyWith }: Target): Promise<void> => {
    for (const { atMs } of plan.filter(({ target }) => target === name)) {
      await pause(Math.max(0, begunMs + atMs - tale.nowMs()));
      let work = part.isUp() ? busyWith() : undefined;
      while (work === undefined && !signal.aborted) {
        await pause(LOOK_MS);
        work = part.isUp() ? busyWith() : undefined;
      }
      if (signal.aborted) return;
      const pid = part.pid();
      const ended = part.kill('SIGKILL');
      if (!ended) continue;
      kills[name] = (kills[name] ?? 0) + 1;
      tale.say(`${part.name}: SIGKILL to process ${pid ?? 0}, ${work ?? ''}`);
      await ended;
    }
  };
  await Promise.all(Object.entries(targets).map(([name, target]) => killAll(name, target)));
  return kills;
};
