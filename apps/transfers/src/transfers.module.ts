import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { HealthModule } from '#http';
import type { TransfersApp } from './compose.js';
import { PROJECT, ProjectTransfersConsumer } from './project-transfers/project-transfers.consumer.js';

const APP = Symbol('transfers');

/** The consumer, health and metrics. */
@Module({})
export class TransfersModule implements OnApplicationShutdown {
  constructor(@Inject(APP) private readonly app: TransfersApp) {}

  static register(app: TransfersApp): DynamicModule {
    return {
      module: TransfersModule,
      imports: [HealthModule.register({ app: 'transfers', ready: app.ready })],
      controllers: [ProjectTransfersConsumer],
      providers: [
        { provide: APP, useValue: app },
        { provide: PROJECT, useValue: app.project },
      ],
    };
  }

  /** Not earlier: until here batches may be at work. */
  async onApplicationShutdown(): Promise<void> {
    await this.app.close();
  }
}
