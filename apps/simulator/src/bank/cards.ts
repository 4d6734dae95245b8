import { err, ok, type Result } from '#kernel';
import { begin, change, chanceOf, tell, type Bank } from './bank.js';
import type { Card, CardState } from './card-books.js';
import { digits, monoId } from './ids.js';
import type { Random } from './random.js';
import { notFound, refusal, type Refusal } from './refusal.js';
import { cardData } from './wire-cards.js';

/** Mono announces card life-cycle events without naming them: these names are assumed, and no receiver may rely on them. */
const assumedCardEvent = (state: string): string => `card_${state}`;

export type IssueCard = Pick<Card, 'accountId' | 'kind' | 'configurationGroupId' | 'nickname'> & {
  /** A new person's, where none is given. */
  readonly cardholderId: string | null;
};

/** A virtual card comes back active, a plastic one waits for its activation. */
export const issueCard = (bank: Bank, command: IssueCard): Result<Card, Refusal> => {
  const account = bank.books.accounts.get(command.accountId);
  if (account?.kind !== 'ledger') return err(notFound('ledger account', command.accountId));
  const random = chanceOf(bank);
  const card: Card = {
    ...begin(bank, monoId(random, 'car'), command.kind === 'virtual' ? 'active' : 'created'),
    accountId: account.id,
    kind: command.kind,
    cardholderId: command.cardholderId ?? monoId(random, 'carh'),
    configurationGroupId: command.configurationGroupId,
    lastFour: digits(random, 4),
    nickname: command.nickname,
  };
  bank.books.cards.set(card.id, card);
  announce(bank, random, card);
  return ok(card);
};

const LEADS_TO: Readonly<Record<CardState, readonly CardState[]>> = {
  created: ['active', 'canceled'],
  active: ['frozen', 'canceled'],
  frozen: ['active', 'canceled'],
  canceled: [],
};

/** Activates, freezes, unfreezes or cancels: the machine of colombia, 5.4. */
export const changeCard = (bank: Bank, id: string, state: CardState): Result<Card, Refusal> => {
  const card = bank.books.cards.get(id);
  if (!card) return err(notFound('card', id));
  if (!LEADS_TO[card.state as CardState].includes(state)) {
    return err(refusal(409, 'bad_state', `A card that is ${card.state} does not become ${state}`, 'state'));
  }
  change(bank, card, state);
  announce(bank, bank.random.fork(`${id}-${String(card.history.length)}`), card);
  return ok(card);
};

/** Another name for the card: a change that no event tells of (assumed). */
export const renameCard = (bank: Bank, id: string, nickname: string | null): Result<Card, Refusal> => {
  const card = bank.books.cards.get(id);
  if (!card) return err(notFound('card', id));
  card.nickname = nickname;
  return ok(card);
};

const announce = (bank: Bank, random: Random, card: Card): void => {
  tell(bank, random, card, { provider: 'mono-colombia', type: assumedCardEvent(card.state), data: cardData(card) });
};
