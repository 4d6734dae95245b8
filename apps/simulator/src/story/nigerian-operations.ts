import { after } from '../bank/bank.js';
import { connectAccount, updateConnectedAccount, type Fetched } from '../bank/connect-account.js';
import { reauthorise, requireReauthorisation, unlinkAccount } from '../bank/connect-life.js';
import { merchantReference } from '../bank/ids.js';
import { actOnMandate, createMandate, type MandateAction } from '../bank/mandate.js';
import type { Random } from '../bank/random.js';
import { HOUR_MS } from '../bank/time.js';
import { amount, type Operation } from './operation.js';
import { nigerianPayer } from './people.js';

/** Three in four fetches bring everything. */
const fetched = (random: Random): Fetched =>
  random.chance(0.75)
    ? { status: 'AVAILABLE', balance: true }
    : random.pick<Fetched>([
        { status: 'PARTIAL', balance: true },
        { status: 'PARTIAL', balance: false },
        { status: 'UNAVAILABLE', balance: false },
        { status: 'FAILED', balance: false },
      ]);

// As in operations of transfers: a long run keeps a bounded list, the books keep all.
const CONNECTED_MAX = 200;

const link: Operation = (bank, cast, random, names) => {
  const account = connectAccount(bank, {
    ...nigerianPayer(random),
    authMethod: random.pick(['internet_banking', 'mobile_banking']),
    reference: merchantReference(names, 'onboard'),
    balanceMinor: amount(random),
    first: fetched(random),
  });
  cast.connectedAccountIds.push(account.id);
  if (cast.connectedAccountIds.length > CONNECTED_MAX) cast.connectedAccountIds.shift();
};

/** The next thing in the life of a linked account. What its state does not allow now is refused, and nothing is told. */
const liveOn: Operation = (bank, cast, random) => {
  const [first, ...others] = cast.connectedAccountIds;
  const account = first && bank.books.connectedAccounts.get(random.pick([first, ...others]));
  if (!account) return;
  if (account.reauthorisationRequired) reauthorise(bank, account.id);
  else if (random.chance(0.2)) requireReauthorisation(bank, account.id);
  else if (random.chance(0.08)) unlinkAccount(bank, account.id);
  else updateConnectedAccount(bank, { id: account.id, balanceMinor: amount(random), fetched: fetched(random) });
};

const askForMandate: Operation = (bank, _cast, random, names) => {
  const { id } = createMandate(bank, {
    reference: merchantReference(names, 'loan'),
    mandateType: random.pick(['emandate', 'signed', 'sweep']),
    debitType: random.pick(['variable', 'fixed']),
    amountMinor: amount(random),
    description: 'loan repayment',
    payer: nigerianPayer(random),
    outcome: random.pick(['ready', 'ready', 'ready', 'ready', 'rejected', 'expired']),
  });
  // What its state does not allow when its time comes is refused, and nothing is told.
  const plan = (probability: number, fromHours: number, toHours: number, action: MandateAction): void => {
    if (!random.chance(probability)) return;
    after(bank, random.int(fromHours * HOUR_MS, toHours * HOUR_MS), () => actOnMandate(bank, id, action));
  };
  plan(0.5, 6, 30, 'pause');
  plan(0.5, 31, 60, 'reinstate');
  plan(0.3, 1, 96, 'cancel');
};

/** Operations and their weights, beside those of transfers. */
export const NIGERIAN_OPERATIONS: readonly (readonly [Operation, number])[] = [
  [link, 2],
  [liveOn, 5],
  [askForMandate, 2],
];
