import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { BankingController } from './rest/banking.controller.js';
import { CardsController } from './rest/cards.controller.js';
import { ControlController } from './rest/control.controller.js';
import { HealthController } from './rest/health.controller.js';
import { LedgerController } from './rest/ledger.controller.js';
import { SIMULATOR, type Simulator } from './simulator.js';

@Module({})
export class SimulatorModule implements OnApplicationShutdown {
  constructor(@Inject(SIMULATOR) private readonly simulator: Simulator) {}

  static register(simulator: Simulator): DynamicModule {
    return {
      module: SimulatorModule,
      controllers: [BankingController, CardsController, LedgerController, ControlController, HealthController],
      providers: [{ provide: SIMULATOR, useValue: simulator }],
    };
  }

  /** After the HTTP server: what is on its way to the receiver is answered first. */
  onApplicationShutdown(): Promise<void> {
    return this.simulator.close();
  }
}
