import { Controller, Inject, Module, UseFilters, type DynamicModule } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Topics } from '#contracts';
import { BatchHandler, PropagateErrors, type BatchContext, type RecordBatch } from '#messaging';

const PROBE = Symbol('probe');

/** What a specification does with a batch. */
export type Probe = (batch: RecordBatch, context: BatchContext) => Promise<void>;

/** A consumer as every app declares one, with the specification behind it. */
@Controller()
@UseFilters(PropagateErrors)
class BatchProbeConsumer {
  constructor(@Inject(PROBE) private readonly probe: Probe) {}

  @BatchHandler(Topics.transfers.name)
  handle(@Payload() batch: RecordBatch, @Ctx() context: BatchContext): Promise<void> {
    return this.probe(batch, context);
  }
}

@Module({})
export class BatchProbeModule {
  static of(probe: Probe): DynamicModule {
    return {
      module: BatchProbeModule,
      controllers: [BatchProbeConsumer],
      providers: [{ provide: PROBE, useValue: probe }],
    };
  }
}
