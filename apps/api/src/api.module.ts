import {
  Inject,
  Module,
  StandardSchemaValidationPipe,
  type DynamicModule,
  type OnApplicationShutdown,
  type PipeTransform,
} from '@nestjs/common';
import { APP_GUARD, APP_PIPE } from '@nestjs/core';
import { systemClock, within } from '#kernel';
import { HealthModule, problemOfBody, problemOfIssues } from '#http';
import { ApiKeyGuard, KEY_RING } from './authenticate/api-key.guard.js';
import { createKeyRing } from './authenticate/key-ring.js';
import { CardsController } from './cards/cards.controller.js';
import { ConflictsController } from './conflicts/conflicts.controller.js';
import { DATABASE, type ReconnectingDatabase } from './database/reconnecting-database.js';
import { descriptors } from './entities/descriptors.js';
import { entityControllerOf } from './entities/entity.controller.js';
import { accountsControllerOf } from './ledger/accounts.controller.js';
import { BANK_ACCOUNTS, LEDGER_ACCOUNTS } from './ledger/accounts.js';
import { LedgerController } from './ledger/ledger.controller.js';
import { DeliveriesController, PROOF_KEYS } from './deliveries/deliveries.controller.js';
import { ParkedController } from './parked/parked.controller.js';
import type { ProofKeys } from './reverify-delivery/reverify-delivery.js';

/** A database that is frozen is away: known before the probe itself gives up. */
const ANSWER_MS_MAX = 1_000;

const queries = new StandardSchemaValidationPipe({ exceptionFactory: problemOfIssues });
const bodies = new StandardSchemaValidationPipe({ exceptionFactory: problemOfBody });
/** A caller must know whether the address or the body is wrong. */
const VALIDATION: PipeTransform = {
  transform: (value, metadata) => (metadata.type === 'body' ? bodies : queries).transform(value, metadata),
};

/** Binds the reads to a database, and closes it once the last request was answered. */
@Module({})
export class ApiModule implements OnApplicationShutdown {
  constructor(@Inject(DATABASE) private readonly database: ReconnectingDatabase) {}

  onApplicationShutdown(): Promise<void> {
    return this.database.close();
  }

  static over(database: ReconnectingDatabase, keys: ProofKeys): DynamicModule {
    const ready = async () => {
      const answers = await within(ANSWER_MS_MAX, database.answers()).catch(() => false);
      return { ready: answers, waitingOn: answers ? [] : ['postgres'] };
    };
    return {
      module: ApiModule,
      imports: [HealthModule.register({ app: 'api', ready })],
      controllers: [
        ...descriptors.map(entityControllerOf),
        accountsControllerOf(LEDGER_ACCOUNTS, 'ledger account'),
        accountsControllerOf(BANK_ACCOUNTS, 'bank account'),
        LedgerController,
        CardsController,
        DeliveriesController,
        ParkedController,
        ConflictsController,
      ],
      providers: [
        { provide: DATABASE, useValue: database },
        { provide: PROOF_KEYS, useValue: keys },
        { provide: KEY_RING, useValue: createKeyRing(database, systemClock) },
        { provide: APP_GUARD, useClass: ApiKeyGuard },
        {
          provide: APP_PIPE,
          useValue: VALIDATION,
        },
      ],
    };
  }
}
