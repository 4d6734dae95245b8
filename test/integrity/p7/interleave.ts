import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase, type Database, type Sql } from '#persistence';

/** Somebody who works on the database on a connection of his own, statement by statement, when it is his turn. */
export interface Actor {
  readonly database: Database;
  /** Begins a piece of work; it stops before its first statement. */
  begin(work: () => Promise<void>): void;
  /** Lets one statement through, and comes back when the next is due, or when this one waits for somebody's lock. */
  step(): Promise<void>;
  readonly state: 'at its gate' | 'at work' | 'idle';
  /** What its work threw. */
  readonly failure: unknown;
  close(): Promise<void>;
}

/** Opens a connection whose statements and commits wait for a turn; `watch` sees from outside whether it is blocked. */
export const actorOn = async (url: string, watch: Sql, mutate: (text: string) => string): Promise<Actor> => {
  const plain = await openDatabase({ url, app: 'actor', poolSize: 1 });
  const [self] = await plain.query<{ pid: number }>('select pg_backend_pid() as pid');
  let state: Actor['state'] = 'idle';
  let failure: unknown;
  let opened: () => void = () => undefined;
  let arrived = Promise.withResolvers<undefined>();

  const gate = (): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    opened = () => {
      resolve(undefined);
    };
    state = 'at its gate';
    arrived.resolve(undefined);
    return promise;
  };
  const isBlocked = async (): Promise<boolean> =>
    (await watch.query(`select 1 from pg_stat_activity where pid = $1 and wait_event_type = 'Lock'`, [self?.pid]))
      .length > 0;

  return {
    database: {
      ...plain,
      transaction: (work) =>
        plain.transaction(async (sql) => {
          const done = await work({
            query: async (text, parameters) => {
              await gate();
              return sql.query(mutate(text), parameters);
            },
          });
          await gate();
          return done;
        }),
    },
    begin(work) {
      failure = undefined;
      state = 'at work';
      arrived = Promise.withResolvers<undefined>();
      void work()
        .catch((error: unknown) => {
          failure = error;
        })
        .finally(() => {
          state = 'idle';
          arrived.resolve(undefined);
        });
    },
    async step() {
      if (state === 'at its gate') {
        state = 'at work';
        arrived = Promise.withResolvers<undefined>();
        opened();
      }
      const { promise } = arrived;
      const moved = promise.then(() => true);
      // A statement takes well under a millisecond; what takes longer may wait for a lock.
      while (!(await Promise.race([moved, sleep(3, false)]))) if (await isBlocked()) return;
    },
    get state() {
      return state;
    },
    get failure() {
      return failure;
    },
    close: () => plain.close(),
  };
};

/** Lets actors work in turns as chosen, until all are idle; when the choices are used up they take turns. */
export const interleave = async (actors: readonly Actor[], choices: readonly number[]): Promise<void> => {
  await Promise.all(actors.filter(({ state }) => state === 'at work').map((actor) => actor.step()));
  for (let turn = 0; actors.some(({ state }) => state !== 'idle'); turn += 1) {
    const due = actors.filter(({ state }) => state === 'at its gate');
    const chosen = due[(choices[turn] ?? turn) % due.length];
    // All wait for each other's locks, or for a commit that is just coming back.
    if (chosen) await chosen.step();
    else await sleep(1);
  }
};
