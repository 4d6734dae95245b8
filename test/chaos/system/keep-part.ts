import { Problem } from '../../../apps/local/src/problem.js';
import { keepRunning, type Kept } from '../../../apps/local/src/processes/keep-running.js';
import type { Exit, Running } from '../../../apps/local/src/processes/launch.js';
import type { Part } from '../../../apps/local/src/processes/part.js';
import type { Tale } from '../tale.js';

/** A person waits half a second in vain; a campaign of twenty seconds has none to spare. */
const FIRST_DELAY_MS = 200;

/** A part under supervision, as `npm start` keeps it, that can be killed and kept away. */
export class KeptPart {
  readonly name: string;
  readonly #part: Part;
  readonly #tale: Tale;
  readonly #signal: AbortSignal;
  #kept: Kept | undefined;
  #life: Running | undefined;
  #up = false;
  #stopping = false;
  /** Between a kill of ours and the return. */
  #killed = false;
  #downSinceMs = 0;
  #endedByItself = 0;
  #gate: PromiseWithResolvers<void> | undefined;
  #waiting: (() => void)[] = [];

  private constructor(part: Part, tale: Tale, signal: AbortSignal) {
    this.name = part.name;
    this.#part = part;
    this.#tale = tale;
    this.#signal = signal;
  }

  /** @throws Problem when the first start fails */
  static async start(part: Part, tale: Tale, signal: AbortSignal): Promise<KeptPart> {
    const self = new KeptPart(part, tale, signal);
    self.#kept = await keepRunning(
      { ...part, launch: (restarts) => self.#launch(restarts) },
      {
        signal,
        firstDelayMs: FIRST_DELAY_MS,
        // What was killed is no news, and its return is told by itself; what ends unasked, or does not come up, is.
        tell: (sentence) => {
          if (!self.#killed && !self.#stopping && !self.#up) tale.say(sentence);
        },
        restarted: () => {
          const awayS = ((tale.nowMs() - self.#downSinceMs) / 1_000).toFixed(1);
          self.#arrived();
          tale.say(`${self.name}: back after ${awayS} s, process ${self.pid() ?? 0}`);
        },
      },
    );
    self.#arrived();
    return self;
  }

  /** Of its present life; undefined between two. */
  pid(): number | undefined {
    return this.#life?.hasExited() === false ? this.#life.pid : undefined;
  }

  /** Whether it was ready in its present life, and has not ended since. */
  isUp(): boolean {
    return this.#up;
  }

  /** How often it ended without being told to. */
  endedByItself(): number {
    return this.#endedByItself;
  }

  /** Ends the present life, the next one begins by itself. @returns undefined when there was none to end */
  kill(name: NodeJS.Signals): Promise<Exit> | undefined {
    const life = this.#life;
    if (!life || life.hasExited()) return undefined;
    this.#killed = true;
    this.#up = false;
    this.#downSinceMs = this.#tale.nowMs();
    process.kill(life.pid, name);
    return life.exited;
  }

  /** From now on no new life begins, until it is released. */
  hold(): void {
    this.#gate ??= Promise.withResolvers();
  }

  release(): void {
    this.#gate?.resolve();
    this.#gate = undefined;
  }

  /** Resolves when it is up, or the campaign was interrupted. */
  back(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#up || this.#signal.aborted) resolve();
      else this.#waiting.push(resolve);
      this.#signal.addEventListener('abort', () => {
        resolve();
      });
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const stopped = this.#kept?.stop();
    this.release(); // a next life that waits is told that it is not wanted
    await stopped;
  }

  async #launch(restarts: number): Promise<Running> {
    await this.#gate?.promise;
    if (this.#stopping || this.#signal.aborted) throw new Problem(`${this.name} is not wanted any more.`);
    const life = await this.#part.launch(restarts);
    this.#life = life;
    void life.exited.then(() => {
      this.#up = false;
      if (this.#killed || this.#stopping || this.#signal.aborted) return;
      this.#downSinceMs = this.#tale.nowMs();
      this.#endedByItself += 1;
    });
    return life;
  }

  #arrived(): void {
    this.#up = this.pid() !== undefined;
    this.#killed = false;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
