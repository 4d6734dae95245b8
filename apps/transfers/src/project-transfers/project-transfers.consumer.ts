import { Controller, Inject, UseFilters } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Topics } from '#contracts';
import { BatchHandler, PropagateErrors, type BatchContext, type RecordBatch } from '#messaging';
import type { ProjectBatch } from './project-batch.js';

export const PROJECT = Symbol('project-transfers');

/** Binds `mono.transfers.v1` to the projection of this context. */
@Controller()
@UseFilters(PropagateErrors)
export class ProjectTransfersConsumer {
  constructor(@Inject(PROJECT) private readonly project: ProjectBatch) {}

  @BatchHandler(Topics.transfers.name)
  handle(@Payload() batch: RecordBatch, @Ctx() context: BatchContext): Promise<void> {
    return this.project(batch, context);
  }
}
