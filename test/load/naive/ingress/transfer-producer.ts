import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { NAIVE_CONFIG, type NaiveConfig } from '../config.js';

/** Publishes one webhook and waits for the broker's acknowledgement by all in-sync replicas. */
@Injectable()
export class TransferProducer implements OnModuleInit, OnModuleDestroy {
  private readonly producer;

  constructor(@Inject(NAIVE_CONFIG) private readonly config: NaiveConfig) {
    const kafka = new Kafka({
      clientId: 'naive-ingress',
      brokers: config.CAUDAL_KAFKA_BROKERS,
      logLevel: logLevel.ERROR,
    });
    this.producer = kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
    });
  }

  async onModuleInit(): Promise<void> {
    await this.producer.connect();
  }

  async onModuleDestroy(): Promise<void> {
    await this.producer.disconnect();
  }

  async publish(key: string, value: Buffer, type: string): Promise<void> {
    await this.producer.send({
      topic: this.config.NAIVE_TOPIC,
      acks: -1,
      messages: [{ key, value, headers: { type } }],
    });
  }
}
