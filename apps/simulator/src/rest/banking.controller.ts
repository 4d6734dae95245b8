import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { spendable } from '../bank/accounts.js';
import type { Bank } from '../bank/bank.js';
import type { JsonObject } from '../bank/json.js';
import type { Account, Transfer } from '../bank/books.js';
import { Banks } from '../bank/catalogue.js';
import { createIntent } from '../bank/collect.js';
import { createTransfers } from '../bank/create-transfers.js';
import { createPayout } from '../bank/pay-out.js';
import { isoMicros } from '../bank/time.js';
import { payoutData } from '../bank/wire-colombia.js';
import { SIMULATOR, type Simulator } from '../simulator.js';
import { apiError, parsed, refused } from './api-error.js';
import { createIntentOf, CreateIntentRequest, intentView, ListIntentsQuery } from './collection-requests.js';
import { pageOf, Paging } from './paging.js';
import { createPayoutOf, CreatePayoutRequest } from './payout-requests.js';
import {
  createTransfersOf,
  CreateTransfersRequest,
  ListTransfersQuery,
  matches,
  transferView,
} from './transfer-requests.js';

interface Reply {
  code(status: number): unknown;
}

/** Mono Colombia's REST, as far as commands and reads of transfers, collections and payouts go. No key is asked for. */
@Controller('v1')
export class BankingController {
  constructor(@Inject(SIMULATOR) private readonly simulator: Simulator) {}

  @Get('accounts')
  accounts(@Query() query: unknown) {
    const accounts = [...this.books.accounts.values()].filter(({ kind }) => kind === 'bank');
    const { items, pagination } = pageOf(accounts, parsed(Paging, query));
    return { accounts: items.map(accountView), pagination };
  }

  @Get('accounts/:id/balances')
  balances(@Param('id') id: string) {
    const account = this.books.accounts.get(id);
    if (account?.kind !== 'bank') throw apiError(404, 'item_not_found', `There is no account ${id}`);
    return {
      id,
      available: availableOf(account),
      inserted_at: isoMicros(account.insertedAtUs),
      updated_at: isoMicros(account.updatedAtUs),
    };
  }

  @Get('banks')
  banks(@Query('kind') kind: unknown) {
    return {
      banks: Banks.map(({ id, code, name, accountTypes, turbo }) =>
        kind === 'pse'
          ? { code, name }
          : { id, code, name, supported_account_types: accountTypes, supports_turbo: turbo },
      ),
    };
  }

  @Get('transfers')
  transfers(@Query() query: unknown) {
    const filter = parsed(ListTransfersQuery, query);
    const bank = this.simulator.live.now();
    const newestFirst = [...bank.books.transfers.values()].filter((one) => matches(one, filter)).reverse();
    const { items, pagination } = pageOf(newestFirst, filter);
    return { transfers: items.map((transfer) => viewOf(bank, transfer)), pagination };
  }

  /** Accepted is not settled: the answer shows the transfers as they begin. */
  @Post('transfers')
  createTransfers(@Body() body: unknown) {
    const command = createTransfersOf(parsed(CreateTransfersRequest, body));
    const bank = this.simulator.live.now();
    const created = createTransfers(bank, command);
    if (!created.ok) throw refused(created.error);
    return { transfers: created.value.transfers.map((transfer) => viewOf(bank, transfer)) };
  }

  @Get('collection_intents')
  intents(@Query() query: unknown) {
    const filter = parsed(ListIntentsQuery, query);
    const found = [...this.books.intents.values()].filter(
      (intent) =>
        (filter.account_id ?? intent.accountId) === intent.accountId &&
        (filter.collection_link_id ?? intent.linkId) === intent.linkId &&
        (filter.state ?? intent.state) === intent.state,
    );
    const { items, pagination } = pageOf(found.reverse(), filter);
    return { collection_intents: items.map(intentView), pagination };
  }

  @Get('collection_intents/:id')
  intent(@Param('id') id: string) {
    const intent = this.books.intents.get(id);
    if (!intent) throw apiError(404, 'item_not_found', `There is no collection intent ${id}`);
    return intentView(intent);
  }

  @Post('collection_intents')
  createIntent(@Body() body: unknown) {
    const created = createIntent(this.simulator.live.now(), createIntentOf(parsed(CreateIntentRequest, body)));
    if (!created.ok) throw refused(created.error);
    return intentView(created.value);
  }

  @Get('core/payouts/:id')
  payout(@Param('id') id: string) {
    const payout = this.books.payouts.get(id);
    if (!payout) throw apiError(404, 'item_not_found', `There is no payout ${id}`);
    return payoutData(payout);
  }

  /** 201 for a new one; 200 when the `external_id` was known, and nothing was created. */
  @Post('core/payouts')
  createPayout(@Body() body: unknown, @Res({ passthrough: true }) reply: Reply) {
    const created = createPayout(this.simulator.live.now(), createPayoutOf(parsed(CreatePayoutRequest, body)));
    if (!created.ok) throw refused(created.error);
    reply.code(created.value.created ? 201 : 200);
    return payoutData(created.value.payout);
  }

  private get books() {
    return this.simulator.live.now().books;
  }
}

/** The transfer as the bank knows it at this moment: reading it again could already show it a step further. */
const viewOf = (bank: Bank, transfer: Transfer): JsonObject => {
  const batch = bank.books.batches.get(transfer.batchId);
  if (!batch) throw apiError(404, 'item_not_found', `The batch of ${transfer.id} was forgotten`);
  return transferView(transfer, batch);
};

const availableOf = (account: Account): JsonObject => ({ amount: spendable(account), currency: account.currency });

const accountView = (account: Account): JsonObject => ({
  id: account.id,
  name: account.name,
  number: account.number,
  provider: 'coopcentral',
  state: 'active',
  type: 'savings_account',
  balance: { available: availableOf(account), updated_at: isoMicros(account.updatedAtUs) },
  inserted_at: isoMicros(account.insertedAtUs),
  updated_at: isoMicros(account.updatedAtUs),
});
