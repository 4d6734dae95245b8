import { Controller, Get, HttpCode, HttpStatus, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { pageOf, ParkedKey } from '#contracts';
import { callerOf } from '../authenticate/caller.js';
import { DATABASE, type ReconnectingDatabase } from '../database/reconnecting-database.js';
import { getParked } from '../get-parked/get-parked.js';
import { listParked, ParkedQuery, type ParkedPage } from '../list-parked/list-parked.js';
import { requestRelease } from '../release-parked/request-release.js';

const Id = z.string().meta({ description: 'The id of the parked key' });
const Nothing = z.strictObject({});
const Page = pageOf(ParkedKey, 'ParkedKeyPage');

/** Keys that wait for a person. */
@ApiTags('parked')
@ApiBearerAuth()
@Controller('v1/parked')
export class ParkedController {
  constructor(@Inject(DATABASE) private readonly database: ReconnectingDatabase) {}

  @Get()
  @ApiOperation({ operationId: 'listParked', summary: 'List parked keys, newest first' })
  @ApiOkResponse({ standardSchema: Page, description: 'A page of parked keys' })
  list(@Query({ schema: ParkedQuery }) query: ParkedQuery): Promise<ParkedPage> {
    return listParked(this.database, query);
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getParked', summary: 'Read one parked key' })
  @ApiOkResponse({ standardSchema: ParkedKey, description: 'The parked key' })
  get(@Param('id', { schema: Id }) id: string): Promise<ParkedKey> {
    return getParked(this.database, id);
  }

  @Post(':id/release')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'releaseParked',
    summary: 'Ask for the release of a parked key',
    description:
      'Its records are applied in their order, soon after. Asked twice it is one release. Follow it by reading the key: 404 when it is done, `release.failure` when a record stopped it.',
  })
  @ApiAcceptedResponse({ standardSchema: ParkedKey, description: 'The parked key, whose release is asked for' })
  release(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Nothing }) _query: z.infer<typeof Nothing>,
    @Req() request: object,
  ): Promise<ParkedKey> {
    return requestRelease(this.database, id, `api-key/${callerOf(request).id}`);
  }
}
