import type { Readiness } from '#http';
import { watchProgress, type BatchServer, type Probe, type Standing, type Work } from '#messaging';
import type { Logger } from '#observability';
import type { Relay } from './relay.js';
import type { Releases } from './release-loop.js';
import { readinessOf } from './readiness.js';

export interface Watched {
  readonly consumer: string;
  readonly server: Pick<BatchServer, 'state' | 'work'>;
  /** Of an app that publishes changes, and releases what it parked. */
  readonly relay?: Pick<Relay, 'work' | 'refused' | 'fault'>;
  readonly releases?: Pick<Releases, 'work'>;
  readonly postgres: Probe;
  /** Whether the whole consumer stands still until a person decides. */
  readonly standsOnPurpose: () => boolean;
  readonly limitMs: number;
  readonly logger: Logger;
  readonly end: () => void;
}

export interface Watching {
  readonly readiness: () => Readiness;
  readonly stop: () => void;
}

/**
 * Alive means progressing: ends the process when something that waits has not moved for the limit although Kafka and
 * PostgreSQL answer. While one of them is away the process waits, without limit, and says on what.
 */
export const startWatching = (watched: Watched): Watching => {
  const { consumer, server, relay, releases, logger } = watched;
  const stop = new AbortController();
  let isPostgresAway = true;
  const kafka = (): Promise<void> =>
    server.state.answers ? Promise.resolve() : Promise.reject(new Error('Kafka did not answer the last look'));
  const work = (): Work[] => {
    const excused = watched.standsOnPurpose();
    const consumed = server.work().map((one) => (excused ? { ...one, excused } : one));
    return [...consumed, ...[relay, releases].flatMap((other) => other?.work() ?? [])];
  };
  const onStanding = (standing: readonly Standing[]): void => {
    const told = standing.map(({ name, mark, standingMs }) => ({
      name,
      mark,
      seconds: Math.round(standingMs / 1_000),
    }));
    logger.fatal(
      { standing: told },
      'Nothing moves although Kafka and PostgreSQL answer: this process cannot go on, and ends to be started again',
    );
    watched.end();
  };
  void watchProgress({
    // One that misses is an accident of a busy machine: an outage misses again.
    probes: { kafka, postgres: () => watched.postgres().catch(watched.postgres) },
    work,
    limitMs: watched.limitMs,
    signal: stop.signal,
    onLook: (away) => {
      isPostgresAway = away.includes('postgres');
    },
    onStanding,
  });
  return {
    readiness: () => {
      const { state } = server;
      const away = [...(isPostgresAway ? ['postgres'] : []), ...(state.answers ? [] : ['kafka'])];
      const paused = watched.standsOnPurpose();
      return readinessOf({ consumer, server: state, away, paused, refused: relay?.refused ?? 0, fault: relay?.fault });
    },
    stop: () => {
      stop.abort();
    },
  };
};
