import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { HealthModule } from '#http';
import { batchConsumerOf, PROJECT } from './batch.consumer.js';
import type { Projector } from './compose-projector.js';

const APP = Symbol('projector');

/** The consumer of a context, health and metrics. */
@Module({})
export class ProjectorModule implements OnApplicationShutdown {
  constructor(@Inject(APP) private readonly app: Projector) {}

  static register(app: Projector): DynamicModule {
    return {
      module: ProjectorModule,
      imports: [HealthModule.register({ app: app.contract.name, ready: app.ready })],
      controllers: app.contract.topics.map(batchConsumerOf),
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
