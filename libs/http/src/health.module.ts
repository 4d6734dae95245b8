import { Module, type DynamicModule } from '@nestjs/common';
import { HEALTH, HealthController, type HealthOptions } from './health.controller.js';

/** `GET /health/live`, `/health/ready` and `/metrics`, the same on every long-running app. */
@Module({})
export class HealthModule {
  static register(options: HealthOptions): DynamicModule {
    return {
      module: HealthModule,
      controllers: [HealthController],
      providers: [{ provide: HEALTH, useValue: options }],
    };
  }
}
