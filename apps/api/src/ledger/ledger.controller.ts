import { Body, Controller, Get, HttpCode, HttpStatus, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Hold, pageOf, Unrouted } from '#contracts';
import { callerOf } from '../authenticate/caller.js';
import { DATABASE, type ReconnectingDatabase } from '../database/reconnecting-database.js';
import { LEDGER_ACCOUNTS } from './accounts.js';
import { HoldsQuery, listHolds } from './holds.js';
import { listUnrouted, RouteBody, routeMovement, UnroutedQuery } from './unrouted.js';

const Id = z.string().meta({ description: "The provider's id of the account" });
const EventId = z.string().meta({ description: 'The event of the movement' });
const HoldPage = pageOf(Hold, 'HoldPage');
const UnroutedPage = pageOf(Unrouted, 'UnroutedPage');

/** Holds of ledger accounts, and movements whose account nobody knows yet. */
@ApiTags('ledger')
@ApiBearerAuth()
@Controller('v1/ledger')
export class LedgerController {
  constructor(@Inject(DATABASE) private readonly database: ReconnectingDatabase) {}

  @Get('accounts/:id/holds')
  @ApiOperation({ operationId: 'listHolds', summary: 'List what was set aside on an account, newest first' })
  @ApiOkResponse({ standardSchema: HoldPage, description: 'A page of holds' })
  holds(@Param('id', { schema: Id }) id: string, @Query({ schema: HoldsQuery }) query: HoldsQuery) {
    return listHolds(this.database, LEDGER_ACCOUNTS, id, query, false);
  }

  @Get('accounts/:id/settlements')
  @ApiOperation({ operationId: 'listSettlements', summary: 'List holds with the debits that settled them' })
  @ApiOkResponse({ standardSchema: HoldPage, description: 'A page of holds' })
  settlements(@Param('id', { schema: Id }) id: string, @Query({ schema: HoldsQuery }) query: HoldsQuery) {
    return listHolds(this.database, LEDGER_ACCOUNTS, id, query, true);
  }

  @Get('unrouted')
  @ApiOperation({ operationId: 'listUnrouted', summary: 'List movements whose account is not known, oldest first' })
  @ApiOkResponse({ standardSchema: UnroutedPage, description: 'A page of movements' })
  unrouted(@Query({ schema: UnroutedQuery }) query: UnroutedQuery) {
    return listUnrouted(this.database, query);
  }

  @Post('unrouted/:id/route')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'routeMovement',
    summary: 'Say on which account a movement belongs',
    description:
      'It becomes an event of the ledger, applied soon after, and is gone from the list then. Of several the last counts: ' +
      'a wrong one is corrected by the next.',
  })
  @ApiAcceptedResponse({ standardSchema: Unrouted, description: 'The movement, as it stood before' })
  route(
    @Param('id', { schema: EventId }) id: string,
    @Body({ schema: RouteBody }) body: RouteBody,
    @Req() request: object,
  ) {
    return routeMovement(this.database, id, body, `api-key/${callerOf(request).id}`);
  }
}
