import { advanceTo, openBank, type Bank, type Contexts, type Notice } from '../bank/bank.js';
import { prune } from '../bank/prune.js';
import { createRandom, type Random } from '../bank/random.js';
import { noCounts, type Counts, type Dispatcher } from '../deliver/dispatcher.js';
import type { FaultBox } from '../faults/faults.js';
import { copiesOf } from '../faults/order-copies.js';
import { castOf, type Cast } from './cast.js';
import { openCore } from './core-cast.js';
import { performAnyOperation, performOperation } from './operations.js';

/** How often the bank looks at its agenda. */
const TICK_MS = 50;
/** A reordered webhook waits so long at most, while younger ones pass it. */
const REORDER_MS_MAX = 3_000;
// Forgetting is cheap but not free: every so many ticks (30 s).
const PRUNE_EVERY_TICKS = 600;

export interface Traffic {
  readonly ratePerSecond: number;
  readonly seed: number;
  /** What happens: transfers alone, or everything. What is told of a command by REST does not depend on it. */
  readonly contexts: Contexts;
}

/**
 * The bank that lives in real time: commands by REST act on it, steady traffic too. Its identifiers are new at every
 * start of the process, so that a restarted simulator never contradicts what it told before.
 */
export class LiveBank {
  readonly counts: Counts = noCounts();
  readonly #bank: Bank;
  readonly #cast: Cast;
  readonly #castName: string;
  readonly #random: Random;
  readonly #dispatcher: Dispatcher;
  readonly #faults: FaultBox;
  #traffic: (Traffic & { readonly random: Random; performed: number; owed: number; lastMs: number }) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ticks = 0;

  constructor(options: { seed: number; scale: number; dispatcher: Dispatcher; faults: FaultBox; startMs: number }) {
    const name = `live/${String(options.seed)}/${String(options.startMs)}`;
    this.#dispatcher = options.dispatcher;
    this.#faults = options.faults;
    this.#random = createRandom(`${name}/delivery`);
    this.#bank = openBank({
      seed: name,
      nowUs: options.startMs * 1_000,
      scale: options.scale,
      contexts: 'all',
      behaviour: options.faults.current,
      listen: (notice) => {
        this.#deliver(notice);
      },
    });
    this.#castName = `live/${String(options.seed)}`;
    this.#cast = castOf(this.#bank, this.#castName);
  }

  get traffic(): (Traffic & { readonly performed: number }) | undefined {
    if (!this.#traffic) return undefined;
    const { ratePerSecond, seed, contexts, performed } = this.#traffic;
    return { ratePerSecond, seed, contexts, performed };
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#tick();
    }, TICK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** The bank as it is at this moment: for reads and commands. */
  now(): Bank {
    this.#bank.behaviour = this.#faults.current;
    advanceTo(this.#bank, Date.now() * 1_000);
    return this.#bank;
  }

  startTraffic(traffic: Traffic): void {
    const random = createRandom(`plot/${String(traffic.seed)}`);
    if (traffic.contexts === 'all') openCore(this.now(), this.#cast, this.#castName);
    this.#traffic = { ...traffic, random, performed: 0, owed: 0, lastMs: Date.now() };
  }

  stopTraffic(): void {
    this.#traffic = undefined;
  }

  /** Nothing happens while the queue of webhooks is full: the bank waits, and catches up. */
  #tick(): void {
    if (!this.#dispatcher.hasRoom) return;
    const bank = this.now();
    const traffic = this.#traffic;
    if (traffic) {
      const now = Date.now();
      // After a pause (a suspended machine, a full queue) one second is caught up, not an hour.
      traffic.owed = Math.min(
        traffic.ratePerSecond,
        traffic.owed + ((now - traffic.lastMs) / 1_000) * traffic.ratePerSecond,
      );
      traffic.lastMs = now;
      for (; traffic.owed >= 1; traffic.owed -= 1) {
        const perform = traffic.contexts === 'all' ? performAnyOperation : performOperation;
        perform(bank, this.#cast, traffic.random.fork(String(traffic.performed)));
        traffic.performed += 1;
      }
    }
    this.#ticks += 1;
    if (this.#ticks % PRUNE_EVERY_TICKS === 0) prune(bank);
  }

  #deliver(notice: Notice): void {
    const faults = this.#faults.current;
    const random = this.#random.fork(String(notice.number));
    const now = Date.now();
    for (const copy of copiesOf(notice, faults, random, this.#bank.scale)) {
      const held = random.chance(faults.reorder) ? random.int(0, REORDER_MS_MAX) : 0;
      const delayMs = Math.max(0, copy.dueMs - now) + held;
      this.#dispatcher.offer({ copy, faults: () => this.#faults.current, counts: this.counts, delayMs });
    }
  }
}
