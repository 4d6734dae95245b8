import {
  Inject,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Server } from 'node:http';
import { HealthModule } from '#http';
import type { Ingress } from './compose.js';
import { RECEIVING, WebhookController } from './receive-webhook/webhook.controller.js';

const INGRESS = Symbol('ingress');

/** One route, health and metrics, and an end that loses no answer. */
@Module({})
export class IngressModule implements BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    @Inject(INGRESS) private readonly ingress: Ingress,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {}

  static register(ingress: Ingress): DynamicModule {
    return {
      module: IngressModule,
      imports: [HealthModule.register({ app: 'ingress', ready: ingress.ready })],
      controllers: [WebhookController],
      providers: [
        { provide: INGRESS, useValue: ingress },
        { provide: RECEIVING, useValue: ingress.receiving },
      ],
    };
  }

  async beforeApplicationShutdown(): Promise<void> {
    const server = this.host.httpAdapter.getHttpServer() as Server;
    await this.ingress.receiving.drain.begin(server);
  }

  /** The web server is closed and every request answered: now what they waited for may end. */
  async onApplicationShutdown(): Promise<void> {
    this.ingress.receiving.drain.end();
    await this.ingress.close();
  }
}
