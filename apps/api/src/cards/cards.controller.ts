import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CardTransactionExplanation } from '#contracts';
import type { Sql } from '#persistence';
import { DATABASE } from '../database/reconnecting-database.js';
import { CardTransactionPage } from '../entities/card-descriptors.js';
import { EntityQuery } from '../entities/filters.js';
import { explainCardTransaction } from '../explain-card-transaction/explain-card-transaction.js';
import { CardTransactionsQuery, listCardTransactions } from '../list-card-transactions/list-card-transactions.js';
import type { ListQuery, Page } from '../list-entities/list-entities.js';

const Id = z.string().meta({ description: "The provider's id" });

/** What is read of cards beyond what every entity has. */
@ApiBearerAuth()
@Controller('v1')
export class CardsController {
  constructor(@Inject(DATABASE) private readonly sql: Sql) {}

  @Get('cards/:id/transactions')
  @ApiTags('cards')
  @ApiOperation({ operationId: 'listTransactionsOfCard', summary: 'List the transactions of one card, newest first' })
  @ApiOkResponse({ standardSchema: CardTransactionPage, description: 'A page of card transactions' })
  transactions(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: CardTransactionsQuery }) { limit, ...query }: ListQuery & { readonly limit: number },
  ): Promise<Page> {
    return listCardTransactions(this.sql, id, query, limit);
  }

  @Get('card-transactions/:id/explanation')
  @ApiTags('card-transactions')
  @ApiOperation({ operationId: 'explainCardTransaction', summary: 'Say why a card transaction was declined' })
  @ApiOkResponse({ standardSchema: CardTransactionExplanation, description: 'The reason, and what was in force then' })
  explanation(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: EntityQuery }) { source }: EntityQuery,
  ): Promise<CardTransactionExplanation> {
    return explainCardTransaction(this.sql, id, source);
  }
}
