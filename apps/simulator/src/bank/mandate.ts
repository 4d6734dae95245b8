import { err, ok, type Result } from '#kernel';
import { after, begin, change, chanceOf, tell, type Bank } from './bank.js';
import { hexId, nigerianEventId } from './ids.js';
import type { Mandate } from './nigeria-books.js';
import type { Random } from './random.js';
import { notFound, refusal, type Refusal } from './refusal.js';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from './time.js';
import { mandateActionData, mandateData } from './wire-mandate.js';

export type CreateMandate = Pick<Mandate, 'reference' | 'mandateType' | 'debitType' | 'amountMinor' | 'description'> & {
  readonly payer: Omit<Mandate['payer'], 'accountId'>;
  /** How the payer and the bank answer. */
  readonly outcome: 'ready' | 'rejected' | 'expired';
};

const DAY_US = 24 * HOUR_MS * 1_000;

/** A permission is asked for; approved is not yet ready, and only the flag of a later event says ready. */
export const createMandate = (bank: Bank, command: CreateMandate): Mandate => {
  const random = chanceOf(bank);
  const { outcome, payer, ...asked } = command;
  const mandate: Mandate = {
    ...asked,
    ...begin(bank, `mmc_${hexId(random)}`, 'initiated'),
    customerId: hexId(random),
    payer: { ...payer, accountId: hexId(random) },
    startUs: bank.nowUs + DAY_US,
    endUs: bank.nowUs + 366 * DAY_US,
    nibssCode: `RC${String(random.int(1_000, 9_999))}/0000/${String(random.int(1, 9_999_999)).padStart(7, '0')}`,
    approved: false,
    readyToDebit: false,
  };
  bank.books.mandates.set(mandate.id, mandate);
  announce(bank, random, mandate, 'created');
  const answer = {
    ready: () => {
      approve(bank, random, mandate);
    },
    rejected: () => {
      end(bank, random, mandate, 'rejected');
    },
    expired: () => {
      end(bank, random, mandate, 'expired');
    },
  }[outcome];
  after(bank, random.int(MINUTE_MS, 2 * HOUR_MS), answer);
  return mandate;
};

/** Ready comes one to three hours after the approval; Mono's pages disagree, up to days. */
const approve = (bank: Bank, random: Random, mandate: Mandate): void => {
  if (mandate.state !== 'initiated') return; // cancelled meanwhile
  mandate.approved = true;
  change(bank, mandate, 'approved');
  announce(bank, random, mandate, 'approved');
  after(bank, random.int(HOUR_MS, 3 * HOUR_MS), () => {
    if (mandate.state !== 'approved') return;
    mandate.readyToDebit = true;
    change(bank, mandate, 'approved');
    announce(bank, random, mandate, 'ready');
  });
};

const end = (bank: Bank, random: Random, mandate: Mandate, state: 'rejected' | 'expired'): void => {
  if (mandate.state !== 'initiated') return;
  change(bank, mandate, state);
  announce(bank, random, mandate, state);
};

const ACTIONS = {
  pause: { from: ['approved'], to: 'paused' },
  reinstate: { from: ['paused'], to: 'approved' },
  cancel: { from: ['initiated', 'approved', 'paused'], to: 'cancelled' },
} as const;

export type MandateAction = keyof typeof ACTIONS;

// Events of one mandate are ordered by the time of their sending, up to 2.5 s after the fact: they are kept apart.
const APART_US = 6 * SECOND_MS * 1_000;

/** The merchant pauses, reinstates or cancels. */
export const actOnMandate = (bank: Bank, id: string, action: MandateAction): Result<Mandate, Refusal> => {
  const mandate = bank.books.mandates.get(id);
  if (!mandate) return err(notFound('mandate', id));
  const { from, to } = ACTIONS[action];
  const isReady = action === 'cancel' || mandate.readyToDebit;
  if (!(from as readonly string[]).includes(mandate.state) || !isReady) {
    return err(refusal(409, 'bad_state', `A mandate that is ${mandate.state} takes no ${action}`));
  }
  if (bank.nowUs - mandate.updatedAtUs < APART_US / bank.scale) {
    return err(refusal(409, 'bad_state', 'Its last event is on its way'));
  }
  change(bank, mandate, to);
  const random = bank.random.fork(`${id}-${String(mandate.history.length)}`);
  tell(bank, random, mandate, {
    provider: 'mono-nigeria',
    type: `events.mandate.action.${action}`,
    data: mandateActionData(mandate, action),
    eventId: nigerianEventId(random),
  });
  return ok(mandate);
};

const announce = (bank: Bank, random: Random, mandate: Mandate, event: string): void => {
  tell(bank, random, mandate, {
    provider: 'mono-nigeria',
    type: `events.mandates.${event}`,
    data: mandateData(mandate, event),
    eventId: nigerianEventId(random),
  });
};
