import { resumeCommand } from '#contracts';
import type { Readiness } from '#http';
import type { BatchServerState } from '#messaging';

/** What is known of a consumer's surroundings and of itself. */
export interface ConsumerHealth {
  readonly consumer: string;
  readonly server: BatchServerState;
  /** Dependencies that did not answer their last probe. */
  readonly away: readonly string[];
  /** It stands still until a person decides. */
  readonly paused: boolean;
  /** Changes that Kafka refuses for what they are. */
  readonly refused: number;
  /** Kafka's name of the fault for which it takes no change now. */
  readonly fault: string | undefined;
}

/** Partitions that stand still for one reason, in one line: of a replaced cluster that is all of them. */
const whereOf = (alike: BatchServerState['halted']): string => {
  const partitions = alike.map(({ partition }) => partition).sort((a, b) => a - b);
  return `${alike[0]?.topic ?? ''}/${partitions.join(',')}: ${alike[0]?.reason ?? ''}`;
};

/** The log says what to do. */
const PAUSED = 'a person: too many keys were parked at once';

/**
 * What the consumer waits on, by name. A partition that stands still names the command that resumes it. What Kafka
 * refuses is told and is no reason not to be ready: all else flows, and a restart would not change it.
 */
export const readinessOf = ({ consumer, server, away, paused, refused, fault }: ConsumerHealth): Readiness => {
  const { joined, answers, halted } = server;
  const aPerson = [
    ...(paused ? [PAUSED] : []),
    ...[...Map.groupBy(halted, ({ topic, reason }) => `${topic} ${reason}`).values()].map(
      (alike) => `${whereOf(alike)}; to go on from the log's start: ${resumeCommand(consumer)}`,
    ),
  ];
  const waitingOn = [...away, ...(answers && !joined && !paused ? ['its place in the group'] : []), ...aPerson];
  return {
    ready: waitingOn.length === 0,
    waitingOn,
    details: {
      ...(refused > 0 && { refused_by_kafka: refused }),
      ...(fault !== undefined && { kafka_takes_nothing: fault }),
      // Another start would not help: whoever supervises leaves the process alone.
      ...(aPerson.length > 0 && aPerson.length === waitingOn.length && { awaits_person: true }),
    },
  };
};
