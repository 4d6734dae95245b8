import { sleep, within } from '#kernel';
import { Watchdog, type Standing, type Work } from './watchdog.js';

/** Resolves when the dependency answers, rejects when it does not. */
export type Probe = () => Promise<unknown>;

export interface ProgressOptions {
  /** What the work needs, by the name under which readiness tells of it. */
  readonly probes: Readonly<Record<string, Probe>>;
  readonly work: () => readonly Work[];
  /** Time without progress after which the process is of no use, in milliseconds. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** Told after every look which dependencies do not answer. */
  readonly onLook: (away: readonly string[]) => void;
  /** Told once; nothing is looked at afterwards. */
  readonly onStanding: (standing: readonly Standing[]) => void;
}

const LOOK_EVERY_MS = 2_000;
/** A dependency that takes longer is of no use to the work either. */
const PROBE_MS_MAX = 5_000;

/** Asks every two seconds whether everything answers, and whether the work moves. */
export const watchProgress = async (options: ProgressOptions): Promise<void> => {
  const { probes, work, limitMs, signal, onLook, onStanding } = options;
  const watchdog = new Watchdog(limitMs);
  while (!signal.aborted) {
    const asked = Object.entries(probes).map(async ([name, probe]) => ((await answers(probe)) ? [] : [name]));
    const away = (await Promise.all(asked)).flat();
    onLook(away);
    const standing = watchdog.look(performance.now(), away.length === 0, work());
    if (standing.length > 0) {
      onStanding(standing);
      return;
    }
    await sleep(LOOK_EVERY_MS, signal);
  }
};

const answers = (probe: Probe): Promise<boolean> =>
  within(PROBE_MS_MAX, Promise.resolve().then(probe)).then(
    () => true,
    () => false,
  );
