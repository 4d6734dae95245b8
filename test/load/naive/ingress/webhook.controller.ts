import type { IncomingMessage } from 'node:http';
import {
  BadRequestException,
  Body,
  Controller,
  Headers,
  HttpCode,
  Inject,
  Post,
  type RawBodyRequest,
  Req,
  UnauthorizedException,
} from '@nestjs/common';
import { NAIVE_CONFIG, type NaiveConfig } from '../config.js';
import { isMonoWebhook } from '../mono-webhook.js';
import { isSigned } from './signature.js';
import { TransferProducer } from './transfer-producer.js';

@Controller('webhooks')
export class WebhookController {
  constructor(
    private readonly producer: TransferProducer,
    @Inject(NAIVE_CONFIG) private readonly config: NaiveConfig,
  ) {}

  @Post(':source')
  @HttpCode(200)
  async receive(
    @Req() request: RawBodyRequest<IncomingMessage>,
    @Headers('mono-signature') signature: string | undefined,
    @Body() webhook: unknown,
  ): Promise<Record<string, never>> {
    if (signature === undefined || request.rawBody === undefined) throw new UnauthorizedException();
    if (!isSigned(signature, request.rawBody, this.config.NAIVE_SECRET)) throw new UnauthorizedException();
    if (!isMonoWebhook(webhook)) throw new BadRequestException();
    await this.producer.publish(webhook.event.data.id, request.rawBody, webhook.event.type);
    return {};
  }
}
