import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Kafka, logLevel } from 'kafkajs';
import { NAIVE_CONFIG, type NaiveConfig } from '../config.js';
import type { MonoWebhook } from '../mono-webhook.js';
import { SaveTransfer } from './save-transfer.js';

/** Takes one message at a time; the library commits offsets as it goes. */
@Injectable()
export class TransferConsumer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly consumer;

  constructor(
    private readonly saveTransfer: SaveTransfer,
    @Inject(NAIVE_CONFIG) private readonly config: NaiveConfig,
  ) {
    const kafka = new Kafka({
      clientId: 'naive-consumer',
      brokers: config.CAUDAL_KAFKA_BROKERS,
      logLevel: logLevel.ERROR,
    });
    this.consumer = kafka.consumer({ groupId: config.NAIVE_GROUP });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.consumer.connect();
    await this.consumer.subscribe({ topic: this.config.NAIVE_TOPIC, fromBeginning: true });
    await this.consumer.run({
      partitionsConsumedConcurrently: this.config.NAIVE_PARTITIONS_AT_ONCE,
      eachMessage: async ({ message }) => {
        if (message.value === null) return;
        const webhook = JSON.parse(message.value.toString()) as MonoWebhook;
        await this.saveTransfer.save(webhook.event.data);
      },
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.consumer.disconnect();
  }
}
