import { invariant } from '#kernel';
import { openAccount } from '../bank/accounts.js';
import { after, type Bank } from '../bank/bank.js';
import { changeCard, issueCard, type IssueCard } from '../bank/cards.js';
import { createRandom, type Random } from '../bank/random.js';
import { syncLedger } from '../bank/sync-ledger.js';
import { MINUTE_MS } from '../bank/time.js';
import type { Cast, CoreCast } from './cast.js';

// In minor units. The poor account holds COP 4,000,000.00: a few purchases.
const FUNDS_MINOR = { current: 900_000_000_000_000n, account: 50_000_000_000_000n, poor: 400_000_000n };
const DOLLARS_MINOR = 90_000_000_000n;
const ACCOUNTS = 3;
const CARDS_PER_ACCOUNT = 3;

/** Opens the ledger accounts and fills them by movements that are told, so that a receiver starts where the bank does. */
export const openCore = (bank: Bank, cast: Cast, seed: string): CoreCast => {
  if (cast.core) return cast.core;
  const random = createRandom(`core/${seed}`);
  const open = (name: string, fundsMinor: bigint, currency = 'COP'): string => {
    const { id } = openAccount(bank, random, { kind: 'ledger', name, currency, openingMinor: 0n });
    fund(bank, id, fundsMinor);
    return id;
  };
  fund(bank, cast.ledgerAccountId, FUNDS_MINOR.account);
  const core: CoreCast = {
    currentId: open('Cuenta del cliente', FUNDS_MINOR.current),
    accountIds: [cast.ledgerAccountId],
    poorId: open('Caja chica', FUNDS_MINOR.poor),
    dollarsId: open('Dólares', DOLLARS_MINOR, 'USD'),
    cardIds: [],
    movementIds: [],
  };
  while (core.accountIds.length < ACCOUNTS) {
    core.accountIds.push(open(`Subcuenta ${String(core.accountIds.length)}`, FUNDS_MINOR.account));
  }
  for (const accountId of [...core.accountIds, core.poorId]) {
    for (let index = 0; index < CARDS_PER_ACCOUNT; index += 1) {
      const kind = index === 0 ? 'plastic' : 'virtual';
      const nickname = index === 1 ? 'Gastos de viaje' : null;
      core.cardIds.push(issueForStory(bank, random, { accountId, kind, nickname, cardholderId: null }));
    }
  }
  cast.core = core;
  return core;
};

/** A plastic card is activated when the post has brought it; a few never are. */
export const issueForStory = (bank: Bank, random: Random, card: Omit<IssueCard, 'configurationGroupId'>): string => {
  const { accountId, kind, nickname, cardholderId } = card;
  const configurationGroupId = 'ccg_0000000000000000000001';
  const issued = issueCard(bank, { accountId, kind, nickname, cardholderId, configurationGroupId });
  invariant(issued.ok, 'the cast has its ledger accounts');
  const { id, state } = issued.value;
  if (state === 'created' && random.chance(0.8)) {
    after(bank, random.int(MINUTE_MS, 10 * MINUTE_MS), () => changeCard(bank, id, 'active'));
  }
  return id;
};

const fund = (bank: Bank, accountId: string, amountMinor: bigint): void => {
  syncLedger(bank, {
    accountId,
    operation: 'credit',
    amountMinor,
    origin: 'synced_bank_transaction',
    namesAccount: true,
  });
};
