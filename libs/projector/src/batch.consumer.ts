import { Controller, Inject, UseFilters, type Type } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { TopicName } from '#contracts';
import { BatchHandler, PropagateErrors, type BatchContext, type RecordBatch } from '#messaging';
import type { ProjectBatch } from './project-batch.js';

export const PROJECT = Symbol('project-batch');

/** Binds a topic to the projections of a context. */
export const batchConsumerOf = (topic: TopicName): Type => {
  @Controller()
  @UseFilters(PropagateErrors)
  class BatchConsumer {
    constructor(@Inject(PROJECT) private readonly project: ProjectBatch) {}

    @BatchHandler(topic)
    handle(@Payload() batch: RecordBatch, @Ctx() context: BatchContext): Promise<void> {
      return this.project(batch, context);
    }
  }
  return BatchConsumer;
};
