import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, type Link, linkTo } from '#testing';
import { untilReady, type AppProcess } from './app-process.js';
import { openPlace, transferIds, type TransfersPlace } from './transfers-place.js';
import { publishAll, transferRecords } from './transfers-story.js';

/** A database that takes everything and answers nothing: a statement waits 35 s for it, the end of the process does not. */
describe('the transfers process before a frozen database', () => {
  let place: TransfersPlace;
  let link: Link;
  let app: AppProcess;

  beforeEach(async () => {
    place = await openPlace();
    const url = place.test.url('transfers');
    link = await linkTo(url);
    await link.up();
    app = await place.start({ CAUDAL_DATABASE_URL: link.by(url) });
    await untilReady(app);
  });
  afterEach(async () => {
    await app.end('SIGKILL');
    await link.down();
    await place.close();
  });

  it('says what it waits on, and ends within what a supervisor gives it', async () => {
    link.freeze();
    await publishAll(place.kafka, transferRecords(transferIds(50)));
    await eventually(async () => {
      const answer = await fetch(`${app.url}/health/ready`);
      expect([answer.status, ((await answer.json()) as { waiting_on: string[] }).waiting_on]).toEqual([
        503,
        ['postgres'],
      ]);
    });
    const begun = performance.now();
    expect(await app.end('SIGTERM')).toBe(0);
    expect(performance.now() - begun).toBeLessThan(15_000);
  });
});
