import type { TopicName } from '#contracts';
import { EventPattern } from '@nestjs/microservices';

/** The identity of our transport: handlers declared for it are bound to no other. */
export const BATCH = Symbol('kafka-batch');

/** Declares a method as the consumer of a topic: it gets a `RecordBatch` (`@Payload()`) and a `BatchContext` (`@Ctx()`). */
export const BatchHandler = (topic: TopicName): MethodDecorator =>
  // Nest's typed overload is written for handlers of one parameter; ours have two.
  EventPattern(topic, BATCH) as MethodDecorator;
