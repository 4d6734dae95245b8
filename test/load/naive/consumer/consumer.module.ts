import { type DynamicModule, Module } from '@nestjs/common';
import { NAIVE_CONFIG, type NaiveConfig } from '../config.js';
import { dataSourceOf } from './data-source.js';
import { SaveTransfer, TRANSFERS } from './save-transfer.js';
import { TransferConsumer } from './transfer-consumer.js';
import { Transfer } from './transfer.entity.js';

@Module({})
export class ConsumerModule {
  static with(config: NaiveConfig): DynamicModule {
    return {
      module: ConsumerModule,
      providers: [
        TransferConsumer,
        SaveTransfer,
        { provide: NAIVE_CONFIG, useValue: config },
        {
          provide: TRANSFERS,
          useFactory: async () => {
            const source = await dataSourceOf(config.CAUDAL_DATABASE_URL, config.NAIVE_POOL_SIZE).initialize();
            return source.getRepository(Transfer);
          },
        },
      ],
    };
  }
}
