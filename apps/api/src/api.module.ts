import {
  Inject,
  Module,
  StandardSchemaValidationPipe,
  type DynamicModule,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { APP_GUARD, APP_PIPE } from '@nestjs/core';
import { systemClock } from '#kernel';
import { HealthModule, problemOfIssues } from '#http';
import { ApiKeyGuard, KEY_RING } from './authenticate/api-key.guard.js';
import { createKeyRing } from './authenticate/key-ring.js';
import { DATABASE, type ReconnectingDatabase } from './database/reconnecting-database.js';
import { descriptors } from './entities/descriptors.js';
import { entityControllerOf } from './entities/entity.controller.js';

/** Binds the reads to a database, and closes it once the last request was answered. */
@Module({})
export class ApiModule implements OnApplicationShutdown {
  constructor(@Inject(DATABASE) private readonly database: ReconnectingDatabase) {}

  onApplicationShutdown(): Promise<void> {
    return this.database.close();
  }

  static over(database: ReconnectingDatabase): DynamicModule {
    const ready = async () => {
      const answers = await database.answers();
      return { ready: answers, waitingOn: answers ? [] : ['postgres'] };
    };
    return {
      module: ApiModule,
      imports: [HealthModule.register({ app: 'api', ready })],
      controllers: descriptors.map(entityControllerOf),
      providers: [
        { provide: DATABASE, useValue: database },
        { provide: KEY_RING, useValue: createKeyRing(database, systemClock) },
        { provide: APP_GUARD, useClass: ApiKeyGuard },
        {
          provide: APP_PIPE,
          useValue: new StandardSchemaValidationPipe({ exceptionFactory: problemOfIssues }),
        },
      ],
    };
  }
}
