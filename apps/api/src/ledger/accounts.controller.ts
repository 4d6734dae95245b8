import { Controller, Get, Inject, Param, Query, type Type } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { BalancesAt, LedgerAccount, LedgerEntry, pageOf } from '#contracts';
import type { Sql } from '#persistence';
import { DATABASE } from '../database/reconnecting-database.js';
import {
  accountAnswer,
  AccountQuery,
  AccountsQuery,
  findAccount,
  listAccounts,
  type AccountFamily,
} from './accounts.js';
import { balancesAt, BalancesQuery } from './balances-at.js';
import { EntriesQuery, listEntries } from './entries.js';

const Id = z.string().meta({ description: "The provider's id of the account" });
const AccountPage = pageOf(LedgerAccount, 'LedgerAccountPage');
const EntryPage = pageOf(LedgerEntry, 'LedgerEntryPage');

/** The routes that accounts of every kind have. */
export const accountsControllerOf = (family: AccountFamily, name: string): Type => {
  const plural = `${name}s`;
  const operation = name.replace(/(?:^| )(\w)/g, (_, letter: string) => letter.toUpperCase());

  @ApiTags(family.path)
  @ApiBearerAuth()
  @Controller(`v1/${family.path}`)
  class AccountsController {
    constructor(@Inject(DATABASE) private readonly sql: Sql) {}

    @Get()
    @ApiOperation({ operationId: `list${operation}s`, summary: `List ${plural} with their balances, by id` })
    @ApiOkResponse({ standardSchema: AccountPage, description: `A page of ${plural}` })
    list(@Query({ schema: AccountsQuery }) query: AccountsQuery) {
      return listAccounts(this.sql, family, query);
    }

    @Get(':id')
    @ApiOperation({ operationId: `get${operation}`, summary: `Read one ${name}` })
    @ApiOkResponse({ standardSchema: LedgerAccount, description: `The ${name}` })
    async get(@Param('id', { schema: Id }) id: string, @Query({ schema: AccountQuery }) query: AccountQuery) {
      return accountAnswer(family, await findAccount(this.sql, family, id, query));
    }

    @Get(':id/balances')
    @ApiOperation({
      operationId: `get${operation}Balances`,
      summary: 'Read balances at a moment, as they were known at a moment',
    })
    @ApiOkResponse({ standardSchema: BalancesAt, description: 'The balances' })
    balances(@Param('id', { schema: Id }) id: string, @Query({ schema: BalancesQuery }) query: BalancesQuery) {
      return balancesAt(this.sql, family, id, query);
    }

    @Get(':id/entries')
    @ApiOperation({
      operationId: `list${operation}Entries`,
      summary: `List the movements on one ${name}, latest first`,
    })
    @ApiOkResponse({ standardSchema: EntryPage, description: 'A page of entries' })
    entries(@Param('id', { schema: Id }) id: string, @Query({ schema: EntriesQuery }) query: EntriesQuery) {
      return listEntries(this.sql, family, id, query);
    }
  }
  return AccountsController;
};
