import { Agenda } from './agenda.js';
import { emptyBooks, type Books } from './books.js';
import type { Change, Entity, Provider, Rail } from './entity.js';
import type { JsonObject } from './json.js';
import { createRandom, type Random } from './random.js';

/** What the bank says to the outside: one webhook, before it is written, disturbed, signed and sent. */
export interface Notice {
  /** Rises by one a notice: the order in which the bank spoke. */
  readonly number: number;
  readonly provider: Provider;
  readonly type: string;
  readonly entityId: string;
  readonly data: JsonObject;
  /** Mono Nigeria's `event_id`, the same on every attempt. */
  readonly eventId: string | null;
  /** When it is sent the first time: the envelope's `timestamp`. */
  readonly sentUs: number;
}

/** How this bank behaves where chance decides: each a probability from 0 to 1. */
export interface Behaviour {
  /** A final transfer flips to the other final state later on. */
  readonly flip: number;
  /** A turbo transfer that may fall back does, although the bank of the payee takes turbo. */
  readonly fallback: number;
}

/** What the bank tells of: transfers and what belongs to them, or also cards, ledger accounts and mandates. */
export type Contexts = 'transfers' | 'all';

export interface Bank {
  nowUs: number;
  readonly contexts: Contexts;
  readonly random: Random;
  readonly agenda: Agenda;
  readonly books: Books;
  readonly listen: (notice: Notice) => void;
  /** How many times faster than the real bank things happen. */
  readonly scale: number;
  behaviour: Behaviour;
  readonly usedEntityIds: Set<string>;
  /** Payouts by the client's `external_id`. */
  readonly usedExternalIds: Map<string, string>;
  /** `external_id`s of ledger operations. */
  readonly usedOperationIds: Set<string>;
  commands: number;
  movements: number;
  notices: number;
}

export const openBank = (options: {
  seed: string;
  nowUs: number;
  behaviour: Behaviour;
  listen: (notice: Notice) => void;
  scale?: number;
  contexts?: Contexts;
}): Bank => ({
  nowUs: options.nowUs,
  contexts: options.contexts ?? 'transfers',
  random: createRandom(options.seed),
  agenda: new Agenda(),
  books: emptyBooks(),
  listen: options.listen,
  scale: options.scale ?? 1,
  behaviour: options.behaviour,
  usedEntityIds: new Set(),
  usedExternalIds: new Map(),
  usedOperationIds: new Set(),
  commands: 0,
  movements: 0,
  notices: 0,
});

/** The chance of one command: what it draws shifts no other command's draws. */
export const chanceOf = (bank: Bank): Random => bank.random.fork(`command-${String((bank.commands += 1))}`);

/** The same for one movement of the ledger: a bank that tells of it draws nothing else differently. */
export const chanceOfMovement = (bank: Bank): Random => bank.random.fork(`movement-${String((bank.movements += 1))}`);

/** Plans `act` after that many milliseconds of the real bank's time. */
export const after = (bank: Bank, delayMs: number, act: () => void): void => {
  // Nothing at a bank happens on a whole millisecond.
  const exactUs = Math.round((delayMs * 1_000) / bank.scale) + bank.random.int(1, 999);
  bank.agenda.plan(bank.nowUs + exactUs, act);
};

/** Lets everything happen that is due by then, each at its own time. */
export const advanceTo = (bank: Bank, nowUs: number): void => {
  for (let next = bank.agenda.next; next && next.dueUs <= nowUs; next = bank.agenda.next) {
    bank.agenda.take();
    bank.nowUs = Math.max(bank.nowUs, next.dueUs);
    next.act();
  }
  bank.nowUs = Math.max(bank.nowUs, nowUs);
};

/** Lets everything happen that was ever planned. */
export const runToTheEnd = (bank: Bank): void => {
  for (let next = bank.agenda.next; next; next = bank.agenda.next) advanceTo(bank, next.dueUs);
};

/** A thing that begins now. */
export const begin = (bank: Bank, id: string, state: string): Entity => ({
  id,
  state,
  insertedAtUs: bank.nowUs,
  updatedAtUs: bank.nowUs,
  history: [{ state, rail: null, atUs: bank.nowUs }],
  told: [],
});

/** A new state, with a version that always rises: `updated_at` of one thing never repeats. */
export const change = (bank: Bank, entity: Entity, state: string, rail: Rail | null = null): void => {
  entity.state = state;
  entity.updatedAtUs = Math.max(bank.nowUs, entity.updatedAtUs + 1);
  const step: Change = { state, rail, atUs: entity.updatedAtUs };
  entity.history.push(step);
};

// Most events leave within seconds; Mono's own samples show one 14 minutes after its change.
const USUAL_LAG_MS = { min: 150, max: 2_500 };

/** Announces the entity as it stands now. The data is taken at once, the sending comes a little later. */
export const tell = (
  bank: Bank,
  random: Random,
  entity: Entity,
  notice: Pick<Notice, 'provider' | 'type' | 'data'> & { eventId?: string; lagMs?: number },
): void => {
  const lagMs = notice.lagMs ?? random.int(USUAL_LAG_MS.min, USUAL_LAG_MS.max);
  entity.told.push({ type: notice.type, state: entity.state, atUs: entity.updatedAtUs });
  after(bank, lagMs, () => {
    bank.listen({
      number: (bank.notices += 1),
      provider: notice.provider,
      type: notice.type,
      entityId: entity.id,
      data: notice.data,
      eventId: notice.eventId ?? null,
      sentUs: bank.nowUs,
    });
  });
};
