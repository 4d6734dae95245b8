import { Controller, Get, Header, HttpCode, HttpStatus, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Delivery, pageOf, Redelivery, Reverification } from '#contracts';
import { callerOf } from '../authenticate/caller.js';
import { DATABASE, type ReconnectingDatabase } from '../database/reconnecting-database.js';
import { getDelivery, getRawDelivery } from '../get-delivery/get-delivery.js';
import { DeliveriesQuery, listDeliveries, type DeliveryPage } from '../list-deliveries/list-deliveries.js';
import { redeliverDelivery } from '../redeliver-delivery/redeliver-delivery.js';
import { reverifyDelivery, type ProofKeys } from '../reverify-delivery/reverify-delivery.js';

export const PROOF_KEYS = Symbol('proof keys');

const Id = z.string().meta({ description: 'The id that the sender was told in Caudal-Delivery-Id' });
const Nothing = z.strictObject({});
type Nothing = z.infer<typeof Nothing>;
const Page = pageOf(Delivery, 'DeliveryPage');
const BYTES = 'application/octet-stream';

/** What came to the door, as it came. */
@ApiTags('deliveries')
@ApiBearerAuth()
@Controller('v1/deliveries')
export class DeliveriesController {
  constructor(
    @Inject(DATABASE) private readonly database: ReconnectingDatabase,
    @Inject(PROOF_KEYS) private readonly keys: ProofKeys,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listDeliveries', summary: 'List deliveries, newest first' })
  @ApiOkResponse({ standardSchema: Page, description: 'A page of deliveries' })
  list(@Query({ schema: DeliveriesQuery }) query: DeliveriesQuery): Promise<DeliveryPage> {
    return listDeliveries(this.database, query);
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getDelivery', summary: 'Read one delivery' })
  @ApiOkResponse({ standardSchema: Delivery, description: 'The delivery' })
  get(@Param('id', { schema: Id }) id: string): Promise<Delivery> {
    return getDelivery(this.database, id);
  }

  @Get(':id/raw')
  @Header('content-type', BYTES)
  @ApiProduces(BYTES)
  @ApiOperation({ operationId: 'getRawDelivery', summary: 'Read the exact bytes of one delivery' })
  @ApiOkResponse({ content: { [BYTES]: { schema: { type: 'string', format: 'binary' } } }, description: 'The bytes' })
  async raw(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Nothing }) _query: Nothing,
    @Res({ passthrough: true }) reply: { header(name: string, value: string): unknown },
  ): Promise<Buffer> {
    const bytes = await getRawDelivery(this.database, id);
    // Somebody else's bytes: a browser keeps them, and shows or runs nothing of them.
    reply.header('content-disposition', `attachment; filename="${id.toLowerCase()}.bin"`);
    reply.header('cache-control', 'no-store');
    return bytes;
  }

  @Post(':id/reverify')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'reverifyDelivery',
    summary: 'Verify the stored proof of one delivery again',
    description: 'With the secrets of its source that are valid now or were when it came. It changes nothing.',
  })
  @ApiOkResponse({ standardSchema: Reverification, description: 'What it came to' })
  reverify(
    @Query({ schema: Nothing }) _query: Nothing,
    @Param('id', { schema: Id }) id: string,
  ): Promise<Reverification> {
    return reverifyDelivery(this.database, id, this.keys);
  }

  @Post(':id/redeliver')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'redeliverDelivery',
    summary: 'Publish one delivery again',
    description:
      'Its exact bytes, as one more attempt of the same event: who has the event drops it. Its stored proof must verify ' +
      'now. Each request is an attempt of its own: asked twice, it is published twice.',
  })
  @ApiAcceptedResponse({ standardSchema: Redelivery, description: 'The delivery to come' })
  redeliver(
    @Query({ schema: Nothing }) _query: Nothing,
    @Param('id', { schema: Id }) id: string,
    @Req() request: object,
  ): Promise<Redelivery> {
    return redeliverDelivery(this.database, id, this.keys, `api-key/${callerOf(request).id}`);
  }
}
