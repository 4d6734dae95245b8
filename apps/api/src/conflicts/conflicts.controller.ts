import { Body, Controller, Get, HttpCode, HttpStatus, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Conflict, pageOf } from '#contracts';
import { callerOf } from '../authenticate/caller.js';
import { DATABASE, type ReconnectingDatabase } from '../database/reconnecting-database.js';
import { ConflictsQuery, getConflict, listConflicts, type ConflictPage } from '../list-conflicts/list-conflicts.js';
import { ResolveBody, resolveConflict } from '../resolve-conflict/resolve-conflict.js';

const Id = z.string().meta({ description: 'The id of the conflict' });
const Page = pageOf(Conflict, 'ConflictPage');

/** What was told with differing content, and a person's word on which telling counts. */
@ApiTags('conflicts')
@ApiBearerAuth()
@Controller('v1/conflicts')
export class ConflictsController {
  constructor(@Inject(DATABASE) private readonly database: ReconnectingDatabase) {}

  @Get()
  @ApiOperation({ operationId: 'listConflicts', summary: 'List entities in conflict, newest first' })
  @ApiOkResponse({ standardSchema: Page, description: 'A page of conflicts' })
  list(@Query({ schema: ConflictsQuery }) query: ConflictsQuery): Promise<ConflictPage> {
    return listConflicts(this.database, query);
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getConflict', summary: 'Read one conflict, also one that is decided' })
  @ApiOkResponse({ standardSchema: Conflict, description: 'The conflict' })
  get(@Param('id', { schema: Id }) id: string): Promise<Conflict> {
    return getConflict(this.database, id);
  }

  @Post(':id/resolve')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'resolveConflict',
    summary: 'Say which telling of a fact counts',
    description:
      'It becomes an event of the entity, applied soon after; of several the last counts. Gone from the list when every fact is decided.',
  })
  @ApiAcceptedResponse({ standardSchema: Conflict, description: 'The conflict, as it stood before' })
  resolve(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ResolveBody }) body: ResolveBody,
    @Req() request: object,
  ): Promise<Conflict> {
    return resolveConflict(this.database, id, body, `api-key/${callerOf(request).id}`);
  }
}
