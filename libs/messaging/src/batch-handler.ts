import type { TopicName } from '#contracts';
import { EventPattern } from '@nestjs/microservices';

/** The identity of our transport: handlers declared for it are bound to no other. */
export const BATCH = Symbol('kafka-batch');

/** Declares a method as the consumer of a topic: it gets a `RecordBatch` (`@Payload()`) and a `BatchContext` (`@Ctx()`). */
export const BatchHandler = (topic: TopicName): MethodDecorator => {
  // Widened: Nest's typed overload, chosen by a literal, refuses a method with a second parameter.
  const pattern: string = topic;
  return EventPattern(pattern, BATCH);
};
