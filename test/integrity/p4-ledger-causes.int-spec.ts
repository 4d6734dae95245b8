import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase, type Database } from '#persistence';
import { testDatabase, type TestDatabase } from '#testing';
import { tellLedger, wipeLedger } from './ledger/books.js';
import { bankTransfer, cardChanged, collectionIntent, cop, ledgerTransaction, type LedgerTold } from './ledger/told.js';

/**
 * The order of ledger causes, case by case: what comes out is written down here as figures, and every order in which
 * the events may be heard, one batch each or all in one, comes to it, now and at every earlier moment. Which telling of a
 * conflict counts follows from the event ids, which are digests: the figures say which of the two it is.
 */
const [TEN, ELEVEN, NOON] = [
  '2026-03-02T10:00:00.000000Z',
  '2026-03-02T11:00:00.000000Z',
  '2026-03-02T12:00:00.000000Z',
] as const;
/** One before anything happened, and after each of the three. */
const MOMENTS = ['2026-03-02T09:59:59Z', '2026-03-02T10:30:00Z', '2026-03-02T11:30:00Z', '2026-03-02T12:30:00Z'];

/** The account's money at each of the moments: available, or `available/pending`. */
type AsOf = readonly [string, string, string, string];

interface Case {
  readonly name: string;
  /** Known before; it has no place in the orders. */
  readonly before?: readonly LedgerTold[];
  readonly told: readonly LedgerTold[];
  readonly account: string;
  readonly asOf: AsOf;
}

const transfer = (type: string, data: object): LedgerTold =>
  bankTransfer(type, { id: 'trn_1', amount: cop(100), batch: { id: 'bat_1', account_id: 'acc_1' }, ...data });
const approval = transfer('approved', { state: 'approved', updated_at: TEN });
const flip = (updatedAt: string): LedgerTold =>
  transfer('change_final_state', { state: 'declined', previous_state: 'approved', updated_at: updatedAt });
/** In a flip: another account than that of the approval. */
const ON_TWO = { batch: { id: 'bat_1', account_id: 'acc_2' } };

const movement = (data: object): LedgerTold =>
  ledgerTransaction({ operation_type: 'debit', origin: 'payout', details: { account_id: 'lacc_1' }, ...data });

const purchase = (id: string, operation: string, amount: number, at: string, type: string): LedgerTold =>
  ledgerTransaction({
    ...{ id, operation_type: operation, amount: cop(amount), transaction_at: at, origin: 'card_transaction' },
    ...{ id_in_origin: `ctx_${id}`, details: { id: `ctx_${id}`, card_id: 'car_1', type } },
  });

const CASES: readonly Case[] = [
  {
    name: 'flip before approval: the money goes at ten and is back at eleven',
    told: [approval, flip(ELEVEN)],
    account: 'acc_1',
    asOf: ['0', '-100', '0', '0'],
  },
  {
    name: 'flip, and flip back: it goes again at noon',
    told: [
      approval,
      flip(ELEVEN),
      transfer('change_final_state', { state: 'approved', previous_state: 'declined', updated_at: NOON }),
    ],
    account: 'acc_1',
    asOf: ['0', '-100', '0', '-100'],
  },
  {
    name: 'approval told again with a new updated_at: it went once, at ten',
    told: [approval, transfer('approved', { state: 'approved', updated_at: ELEVEN })],
    account: 'acc_1',
    asOf: ['0', '-100', '-100', '-100'],
  },
  {
    // The telling without a time is of 14:00, which is its own and not that of the money.
    name: 'approval told without a time, and with one: it went at the time told',
    told: [transfer('approved', { state: 'approved' }), approval, flip(NOON)],
    account: 'acc_1',
    asOf: ['0', '-100', '-100', '0'],
  },
  {
    name: 'credit of a collection told without a time, and with one: it came at the time told',
    told: [{}, { updated_at: ELEVEN }].map((data) =>
      collectionIntent('credited', { id: 'cint_1', amount: cop(100), account_id: 'acc_1', ...data }),
    ),
    account: 'acc_1',
    asOf: ['0', '0', '100', '100'],
  },
  {
    name: 'approval told again after its flip: it stays given back',
    told: [approval, flip(ELEVEN), transfer('approved', { state: 'approved', updated_at: NOON })],
    account: 'acc_1',
    asOf: ['0', '-100', '0', '0'],
  },
  {
    name: 'conflict of a movement, told with 100 and with 250: the lower event id is that of 250, and nothing else was ever moved',
    told: [100, 250].map((amount) => movement({ id: 'ltx_1', amount: cop(amount), transaction_at: TEN })),
    account: 'lacc_1',
    asOf: ['0', '-250', '-250', '-250'],
  },
  {
    name: 'conflict of an approval that then flips: what is given back is what was taken',
    told: [approval, transfer('approved', { state: 'approved', updated_at: TEN, amount: cop(250) }), flip(ELEVEN)],
    account: 'acc_1',
    asOf: ['0', '-100', '0', '0'],
  },
  ...[
    { account: 'acc_1', asOf: ['0', '-100', '0', '0'] as const },
    { account: 'acc_2', asOf: ['0', '0', '0', '-100'] as const },
  ].map((of) => ({
    name: `flip that names another account, and flip back, on ${of.account}: given back where it was taken`,
    told: [
      approval,
      transfer('change_final_state', { state: 'declined', previous_state: 'approved', updated_at: ELEVEN, ...ON_TWO }),
      transfer('change_final_state', { state: 'approved', previous_state: 'declined', updated_at: NOON, ...ON_TWO }),
    ],
    ...of,
  })),
  {
    name: 'conflict of where: told of two accounts, it moved on the second, whose event id is the lower',
    told: ['lacc_1', 'lacc_2'].map((id) =>
      movement({ id: 'ltx_2', amount: cop(100), transaction_at: TEN, details: { account_id: id } }),
    ),
    account: 'lacc_2',
    asOf: ['0', '-100', '-100', '-100'],
  },
  {
    name: 'late original of a card chain: held at ten, less of it at eleven, taken at noon',
    before: [cardChanged('car_1', 'lacc_1')],
    told: [
      purchase('ltx_1', 'hold', 100, TEN, 'authorization'),
      purchase('ltx_2', 'release', 30, ELEVEN, 'authorization'),
      purchase('ltx_3', 'release', 70, NOON, 'capture'),
      purchase('ltx_4', 'debit', 70, NOON, 'capture'),
    ],
    account: 'lacc_1',
    asOf: ['0', '-100/100', '-70/70', '-70'],
  },
  {
    name: 'the card of a chain is told at any time: its movements come to its account',
    told: [
      cardChanged('car_1', 'lacc_1'),
      purchase('ltx_1', 'hold', 100, TEN, 'authorization'),
      purchase('ltx_2', 'release', 40, ELEVEN, 'authorization'),
    ],
    account: 'lacc_1',
    asOf: ['0', '-100/100', '-60/60', '-60/60'],
  },
];

const permutations = <T>(all: readonly T[]): T[][] =>
  all.length < 2
    ? [[...all]]
    : all.flatMap((one, at) => permutations(all.filter((_, other) => other !== at)).map((rest) => [one, ...rest]));

/** Every order, by the places that the events have in the plain one. */
const orders = (told: readonly LedgerTold[]): [string, LedgerTold[]][] =>
  permutations(told.map((one, at) => ({ one, nth: at + 1 }))).map((order) => [
    `heard as ${order.map(({ nth }) => nth).join(', ')}`,
    order.map(({ one }) => one),
  ]);

describe('P4: the order of ledger causes', () => {
  let test: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    test = await testDatabase();
    database = await openDatabase({ url: test.adminUrl, app: 'test', poolSize: 2 });
  });
  afterAll(async () => {
    await database.close();
    await test.close();
  });

  const asOfAfter = async (account: string, batches: readonly (readonly LedgerTold[])[]): Promise<string[]> => {
    await wipeLedger(database);
    await tellLedger(database, batches);
    const rows = await database.query<{ has: string }>(
      `select coalesce(sum(amount) filter (where bucket = 'available'), 0)
              || coalesce('/' || nullif(sum(amount) filter (where bucket = 'pending'), 0), '') as has
       from unnest($2::timestamptz[]) with ordinality as moment (at, nth)
       left join ledger.postings on account_id = $1 and effective_at <= moment.at
       group by nth order by nth`,
      [account, MOMENTS],
    );
    return rows.map(({ has }) => has);
  };

  describe.each(CASES)('$name', ({ before = [], told, account, asOf }) => {
    it.each(orders(told))('%s', async (_, order) => {
      const oneByOne = order.map((one) => [one]);
      expect(await asOfAfter(account, [before, order])).toEqual(asOf);
      expect(await asOfAfter(account, [before, ...oneByOne])).toEqual(asOf);
    });
  });
});
