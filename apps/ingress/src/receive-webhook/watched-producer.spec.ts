/** An outage is one line in the log when it begins and one when it ends, however many webhooks it costs. */
import { describe, expect, it } from '@jest/globals';
import { PublishDeadlineError, type OutgoingRecord } from '#messaging';
import { createLogger } from '#observability';
import { watchedProducer } from './watched-producer.js';

const record = { topic: 'mono.cards.v1', key: 'k', value: Buffer.of(1), headers: {} } satisfies OutgoingRecord;

describe('watchedProducer', () => {
  it('tells of the turn, not of every record', async () => {
    const lines: string[] = [];
    const note = (_fields: unknown, message: string) => {
      lines.push(message);
    };
    const logger = Object.assign(createLogger('test', 'silent'), { warn: note, info: note });
    let away = false;
    const depths: number[] = [];
    const producer = watchedProducer(
      {
        depth: 3,
        send: () =>
          away ? Promise.reject(new PublishDeadlineError(1_000, new Promise(() => undefined))) : Promise.resolve(),
      },
      { logger, showDepth: (depth) => depths.push(depth) },
    );

    await producer.send(record);
    away = true;
    for (let times = 0; times < 5; times += 1) {
      await expect(producer.send(record)).rejects.toThrow(PublishDeadlineError);
    }
    expect(lines).toEqual(['Webhooks are answered 503: neither the broker nor the spool keeps them']);
    away = false;
    await producer.send(record);
    await producer.send(record);
    expect(lines.slice(1)).toEqual(['Webhooks are kept again']);
    expect(depths).toContain(3);
  });
});
