import { describe, expect, it } from '@jest/globals';
import { Topics } from '#contracts';
import { readinessOf, type ConsumerHealth } from './readiness.js';

/** Readiness says what is waited on, in words that a person can act on. */
describe('the readiness of a consumer', () => {
  const well: ConsumerHealth = {
    consumer: 'transfers',
    server: { joined: true, answers: true, halted: [] },
    away: [],
    paused: false,
    refused: 0,
    fault: undefined,
  };

  it('is given when nothing is waited on', () => {
    expect(readinessOf(well)).toEqual({ ready: true, waitingOn: [], details: {} });
  });

  it.each<[string, Partial<ConsumerHealth>, string[]]>([
    ['PostgreSQL', { away: ['postgres'] }, ['postgres']],
    [
      'Kafka, and not the group as well',
      { away: ['kafka'], server: { ...well.server, joined: false, answers: false } },
      ['kafka'],
    ],
    [
      'a person, and not the group that it has left',
      { paused: true, server: { ...well.server, joined: false } },
      ['a person: too many keys were parked at once'],
    ],
    ['its group', { server: { ...well.server, joined: false } }, ['its place in the group']],
  ])('names %s', (_, part, waitingOn) => {
    expect(readinessOf({ ...well, ...part })).toMatchObject({ ready: false, waitingOn });
  });

  it('names a partition that stands still, why, and the command that resumes it', () => {
    const halted = [{ topic: Topics.transfers.name, partition: 3, reason: 'log_is_another', position: 7n }] as const;
    const { ready, waitingOn, details } = readinessOf({ ...well, server: { ...well.server, halted } });
    expect(ready).toBe(false);
    // A supervisor that restarts what is not ready would gain nothing, and keep the other partitions from going on.
    expect(details).toEqual({ awaits_person: true });
    expect(waitingOn).toEqual([
      `${Topics.transfers.name}/3: log_is_another; to go on from the log's start: npm run caudal -- resume transfers`,
    ]);
  });

  it('is given though Kafka takes no change for now, and tells why', () => {
    expect(readinessOf({ ...well, fault: 'NOT_ENOUGH_REPLICAS' })).toMatchObject({
      ready: true,
      details: { kafka_takes_nothing: 'NOT_ENOUGH_REPLICAS' },
    });
  });

  it('is given though Kafka refuses a change, and tells of it', () => {
    expect(readinessOf({ ...well, refused: 2 })).toEqual({
      ready: true,
      waitingOn: [],
      details: { refused_by_kafka: 2 },
    });
  });
});
