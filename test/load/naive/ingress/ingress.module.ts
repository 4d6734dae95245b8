import { type DynamicModule, Module } from '@nestjs/common';
import { NAIVE_CONFIG, type NaiveConfig } from '../config.js';
import { TransferProducer } from './transfer-producer.js';
import { WebhookController } from './webhook.controller.js';

@Module({})
export class IngressModule {
  static with(config: NaiveConfig): DynamicModule {
    return {
      module: IngressModule,
      controllers: [WebhookController],
      providers: [TransferProducer, { provide: NAIVE_CONFIG, useValue: config }],
    };
  }
}
