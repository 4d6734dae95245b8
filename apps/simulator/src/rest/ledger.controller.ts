import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { openAccount, spendable } from '../bank/accounts.js';
import { chanceOf } from '../bank/bank.js';
import { operate, type Operate } from '../bank/operate.js';
import { SIMULATOR, type Simulator } from '../simulator.js';
import { apiError, parsed, refused } from './api-error.js';
import {
  balanceOperationOf,
  BalanceRequest,
  ledgerAccountView,
  ListMovementsQuery,
  moveOf,
  movementView,
  MoveRequest,
  OpenAccountRequest,
  operationView,
} from './ledger-requests.js';
import { pageOf, Paging } from './paging.js';

/** Mono Colombia's REST of the Core ledger, as far as accounts, balances, operations and movements go. */
@Controller('v1/ledger')
export class LedgerController {
  constructor(@Inject(SIMULATOR) private readonly simulator: Simulator) {}

  @Get('accounts')
  accounts(@Query() query: unknown) {
    const accounts = [...this.bank.books.accounts.values()].filter(({ kind }) => kind === 'ledger');
    const { items, pagination } = pageOf(accounts, parsed(Paging, query));
    return { accounts: items.map(ledgerAccountView), pagination };
  }

  @Post('accounts')
  open(@Body() body: unknown) {
    const { currency_code, name } = parsed(OpenAccountRequest, body);
    const bank = this.bank;
    const details = { kind: 'ledger', name: name ?? 'Subcuenta', currency: currency_code, openingMinor: 0n } as const;
    return ledgerAccountView(openAccount(bank, chanceOf(bank), details));
  }

  @Get('accounts/:id/balances')
  balances(@Param('id') id: string) {
    const account = this.accountOf(id);
    const { currency, reservedMinor } = account;
    return {
      available: { amount: spendable(account), currency },
      pending: { amount: reservedMinor, currency },
    };
  }

  @Post('accounts/:id/balance')
  changeBalance(@Param('id') id: string, @Body() body: unknown) {
    const own = [...this.bank.books.accounts.values()].find(({ kind }) => kind === 'ledger');
    return this.run(balanceOperationOf(parsed(BalanceRequest, body), this.accountOf(id).id, own?.id ?? ''));
  }

  @Post('transfers')
  transfer(@Body() body: unknown) {
    return this.run(moveOf(parsed(MoveRequest, body)));
  }

  @Get('accounts/:id/transactions')
  movements(@Param('id') id: string, @Query() query: unknown) {
    const filter = parsed(ListMovementsQuery, query);
    const account = this.accountOf(id);
    const found = [...this.bank.books.ledgerTransactions.values()].filter(
      (movement) =>
        movement.accountId === account.id &&
        (filter.operation_type ?? movement.operation) === movement.operation &&
        (filter.origin ?? movement.origin) === movement.origin,
    );
    const { items, pagination } = pageOf(found.reverse(), filter);
    return { transactions: items.map((movement) => movementView(movement, false)), pagination };
  }

  @Get('accounts/:id/transactions/:movement')
  movement(@Param('id') id: string, @Param('movement') movementId: string) {
    const movement = this.bank.books.ledgerTransactions.get(movementId);
    if (movement?.accountId !== id)
      throw apiError(404, 'item_not_found', `There is no ledger transaction ${movementId}`);
    return movementView(movement, true);
  }

  private run(command: Operate) {
    const done = operate(this.bank, command);
    if (!done.ok) throw refused(done.error);
    return operationView(done.value);
  }

  private accountOf(id: string) {
    const account = this.bank.books.accounts.get(id);
    if (account?.kind !== 'ledger') throw apiError(404, 'item_not_found', `There is no ledger account ${id}`);
    return account;
  }

  private get bank() {
    return this.simulator.live.now();
  }
}
