import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { linkTo } from '#testing';
import { Topics } from '#contracts';
import { untilReady, type AppProcess } from '../e2e/app-process.js';
import { openPlace, transferIds, type TransfersPlace } from '../e2e/transfers-place.js';
import { publishAll, transferRecords } from '../e2e/transfers-story.js';

/**
 * P12: a consumer that holds work and does not advance ends itself, whatever it is that stands; one whose database is
 * away does not. Each story has a process, a database and topics of its own, and all of them run side by side: most of
 * their time is waiting.
 */
const EXIT_STANDING = 75;
/** The shorter limit of most stories; one runs with the standard one. */
const LIMIT_SECONDS = 6;
/** Of the one that must live: no round of a machine that is busy with the other stories takes as long. */
const LIVING_SECONDS = 15;
/** Starting, joining and looking, on a machine that is busy with the other stories. */
const MARGIN_MS = 25_000;

/** What came of a consumer that was expected to end. */
interface End {
  readonly code: number | null;
  readonly ms: number;
  readonly standing: readonly string[];
  /** Events applied in its life. */
  readonly applied: number;
}

const start = (
  place: TransfersPlace,
  { preload, seconds, databaseUrl }: { preload?: string; seconds?: number; databaseUrl?: string } = {},
): Promise<AppProcess> => {
  const flags = ['--disable-warning=TimeoutNegativeWarning'];
  if (preload !== undefined) flags.push(`--import=file://${join(import.meta.dirname, 'p12', preload)}`);
  return place.start({
    NODE_OPTIONS: flags.join(' '),
    ...(databaseUrl !== undefined && { CAUDAL_DATABASE_URL: databaseUrl }),
    ...(seconds !== undefined && { CAUDAL_WATCHDOG_SECONDS: String(seconds) }),
  });
};

const endOf = async (place: TransfersPlace, app: AppProcess): Promise<End> => {
  const begun = performance.now();
  const code = await app.exited;
  const line = app.log.find((text) => text.includes('Nothing moves'));
  const { standing = [] } = JSON.parse(line ?? '{}') as { standing?: { name: string }[] };
  return {
    code,
    ms: performance.now() - begun,
    standing: standing.map(({ name }) => name),
    applied: await place.count('events'),
  };
};

const stories = {
  /** A fetch that never returns, with the standard limit; then a second life, as a supervisor gives it. */
  async stuckFetch(place: TransfersPlace) {
    const app = await start(place, { preload: 'stuck-fetch.mjs' });
    await untilReady(app);
    await publishAll(place.kafka, transferRecords(transferIds(20)));
    await place.untilApplied(40);
    await publishAll(place.kafka, transferRecords(['trn_stuck']));
    const end = await endOf(place, app);
    await start(place);
    await place.untilApplied(42);
    return end;
  },
  /** One partition of twelve gets nothing; the others go on all the time. */
  async stuckPartition(place: TransfersPlace) {
    const app = await start(place, { preload: 'stuck-partition.mjs', seconds: LIMIT_SECONDS });
    await untilReady(app);
    let published = 0;
    const life = { over: false };
    const ending = endOf(place, app).finally(() => {
      life.over = true;
    });
    while (!life.over && published < 2_000) {
      await publishAll(place.kafka, transferRecords(transferIds(20, published)));
      published += 20;
      await sleep(500);
    }
    const end = await ending;
    return { ...end, published };
  },
  /** A promise that nobody settles, in the work on a batch. */
  async stuckHandler(place: TransfersPlace) {
    const app = await start(place, { preload: 'stuck-handler.mjs', seconds: LIMIT_SECONDS });
    await untilReady(app);
    await publishAll(place.kafka, transferRecords(transferIds(20)));
    return endOf(place, app);
  },
  /** The database answers and refuses the work: a foreign session sits on the checkpoints. */
  async lockedOut(place: TransfersPlace) {
    const first = await start(place, { seconds: LIMIT_SECONDS });
    await publishAll(place.kafka, transferRecords(transferIds(60)));
    await place.untilApplied(120);
    const { promise: held, resolve: release } = Promise.withResolvers<undefined>();
    const holding = place.admin.transaction(async (sql) => {
      await sql.query('select from transfers.checkpoints for update');
      await publishAll(place.kafka, transferRecords(transferIds(60, 60)));
      await held;
    });
    const end = await endOf(place, first);
    release(undefined);
    await holding;
    await start(place);
    await place.untilApplied(240);
    return end;
  },
  /** The database is away for several times the limit: the process waits, says so, and goes on by itself. */
  async databaseAway(place: TransfersPlace) {
    const url = place.test.url('transfers');
    const link = await linkTo(url);
    await link.up();
    const app = await start(place, { seconds: LIVING_SECONDS, databaseUrl: link.by(url) });
    await untilReady(app);
    await link.down();
    const from = app.log.length;
    await publishAll(place.kafka, transferRecords(transferIds(60)));
    const away = await Promise.race([app.exited, sleep(LIVING_SECONDS * 2_000, 'still there')]);
    const answer = await fetch(`${app.url}/health/ready`);
    const readiness = (await answer.json()) as { waiting_on: string[] };
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    const age = Number(/caudal_oldest_unprojected_seconds\{[^}]*\} (\S+)/.exec(metrics)?.[1]);
    await link.up();
    await place.untilApplied(120);
    await untilReady(app);
    const said = app.log.slice(from).map((line) => (JSON.parse(line) as { msg: string }).msg);
    const code = await app.end();
    await link.down();
    return { away, readiness, age, said, code };
  },
};

describe('P12: alive means progressing', () => {
  const places: TransfersPlace[] = [];
  let running: { [Name in keyof typeof stories]: ReturnType<(typeof stories)[Name]> } | undefined;

  /** One story's end, as its own specification sees it. */
  const endOfStory = <Name extends keyof typeof stories>(name: Name): ReturnType<(typeof stories)[Name]> => {
    if (!running) throw new Error('the stories were not begun');
    return running[name];
  };

  beforeAll(async () => {
    // One after the other: a broker that makes several topics at once forgets for a moment which it has. And all of them
    // before the first story begins: one that runs when another's place cannot be made would be waited for by nobody.
    const newPlace = async () => {
      const place = await openPlace();
      places.push(place);
      return place;
    };
    const [fetching, partition, handler, locked, away] = [
      await newPlace(),
      await newPlace(),
      await newPlace(),
      await newPlace(),
      await newPlace(),
    ];
    running = {
      stuckFetch: stories.stuckFetch(fetching),
      stuckPartition: stories.stuckPartition(partition),
      stuckHandler: stories.stuckHandler(handler),
      lockedOut: stories.lockedOut(locked),
      databaseAway: stories.databaseAway(away),
    };
    // Each specification looks at its own; a story that fails early must not fail the run unheard.
    for (const story of Object.values(running)) story.catch(() => undefined);
  });
  afterAll(async () => {
    await Promise.allSettled(Object.values(running ?? {}));
    for (const place of places) await place.close();
  });

  it('a fetch that never returns ends the process within thirty seconds, and its next life goes on', async () => {
    const { code, ms, standing, applied: before } = await endOfStory('stuckFetch');
    expect(code).toBe(EXIT_STANDING);
    expect(ms).toBeLessThan(30_000 + 5_000);
    expect(standing).toHaveLength(1);
    // It had begun well.
    expect(before).toBe(40);
  });

  it('one partition that gets nothing ends it, though the other eleven go on', async () => {
    const { code, standing, applied: others, published } = await endOfStory('stuckPartition');
    expect(code).toBe(EXIT_STANDING);
    expect(standing).toContain(`${Topics.transfers.name}/5`);
    expect(others).toBeGreaterThan(published);
  });

  it('a promise that nobody settles ends it', async () => {
    const { code, ms, applied: none } = await endOfStory('stuckHandler');
    expect(code).toBe(EXIT_STANDING);
    expect(ms).toBeLessThan(LIMIT_SECONDS * 1_000 + MARGIN_MS);
    expect(none).toBe(0);
  });

  it('a database that answers and refuses the work ends it, and the next life does the work', async () => {
    const { code, ms } = await endOfStory('lockedOut');
    expect(code).toBe(EXIT_STANDING);
    expect(ms).toBeLessThan(LIMIT_SECONDS * 1_000 + MARGIN_MS);
  });

  it('a database that is away does not: the process waits without limit, says on what, and goes on', async () => {
    const { away, readiness, age, code } = await endOfStory('databaseAway');
    expect(away).toBe('still there');
    expect(readiness.waiting_on).toEqual(['postgres']);
    // What waits grows older all the while.
    expect(age).toBeGreaterThan(LIVING_SECONDS);
    expect(code).toBe(0);
  });

  it('and an outage is told when it begins and when it ends, not every second', async () => {
    const { said } = await endOfStory('databaseAway');
    expect(new Set(said).size).toBe(said.length);
    expect(said.length).toBeLessThan(12);
  });
});
