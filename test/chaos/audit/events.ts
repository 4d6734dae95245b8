import { Consumers, type ConsumerContract } from '#contracts';
import type { Sql } from '#persistence';
import type { Delivery } from '../../../apps/simulator/src/story/tell-story.js';
import { homeOf } from './home.js';
import { identityOf, identityOfBody } from './identity.js';

/** What was acknowledged against what is in the log. */
export interface EventAudit {
  /** Different events that were answered 200 at least once. */
  readonly acknowledged: number;
  /** Of those, how many are not in the log where they belong. */
  readonly lost: number;
  /** How many stand in a log more than once. */
  readonly doubled: number;
  /** Rows of events that nobody sent, or that do not belong where they stand. */
  readonly strange: number;
  readonly examples: readonly string[];
}

const EXAMPLES_MAX = 5;

type Told = Pick<Delivery, 'provider' | 'body' | 'type' | 'entityId' | 'notice'>;

/** The identities of the rows of each log, by the name of its context. */
export type StoredIdentities = ReadonlyMap<string, readonly string[]>;

/**
 * Counts, in memory: one text of 43 characters an event, for tens of thousands of events. Events that say the same and
 * are not the same, such as two renewals of one account's permission, are told apart by their number alone.
 */
export const compareEvents = (
  sent: readonly Told[],
  acknowledged: readonly Told[],
  stored: StoredIdentities,
): EventAudit => {
  const known = new Map(sent.map((delivery) => [identityOfBody(delivery), delivery]));
  const name = (identity: string): string => {
    const delivery = known.get(identity);
    return delivery ? `${delivery.type} of ${delivery.entityId}` : identity;
  };
  const logs = [...stored].map(([log, identities]) => ({ log, rows: countOf(identities) }));
  const at = (home: string) => logs.find(({ log }) => log === home)?.rows;
  const sentTimes = eventsOf(sent);
  const promised = eventsOf(acknowledged);
  const lost = [...promised].flatMap(([identity, times]) => {
    const kept = at(homeOf(known.get(identity)?.type ?? ''))?.get(identity) ?? 0;
    return Array.from({ length: Math.max(0, times - kept) }, () => identity);
  });
  const doubled = logs.map(({ log, rows }) =>
    [...rows].flatMap(([identity, count]) =>
      count > (sentTimes.get(identity) ?? 1) ? [`${count} times in ${log}: ${name(identity)}`] : [],
    ),
  );
  const strange = logs.flatMap(({ log, rows }) =>
    [...rows.keys()].flatMap((identity) => {
      const delivery = known.get(identity);
      if (!delivery) return [`never sent: ${identity}`];
      return mayStandIn(log, delivery.type) ? [] : [`${name(identity)} stands in ${log}`];
    }),
  );
  const examples = [lost.map((identity) => `lost: ${name(identity)}`), ...doubled, strange].flatMap((some) =>
    some.slice(0, EXAMPLES_MAX),
  );
  return {
    acknowledged: [...promised.values()].reduce((sum, times) => sum + times, 0),
    lost: lost.length,
    doubled: doubled.flat().length,
    strange: strange.length,
    examples,
  };
};

/** How many different events say the same. */
const eventsOf = (deliveries: readonly Told[]): Map<string, number> => {
  const first = new Map(deliveries.map((delivery) => [delivery.notice, delivery]));
  return countOf([...first.values()].map(identityOfBody));
};

const countOf = (identities: readonly string[]): Map<string, number> => {
  const rows = new Map<string, number>();
  for (const identity of identities) rows.set(identity, (rows.get(identity) ?? 0) + 1);
  return rows;
};

/** The ledger keeps what moves money wherever it was told. */
const mayStandIn = (log: string, type: string): boolean =>
  homeOf(type) === log || (log === 'ledger' && homeOf(type) === 'transfers');

interface StoredEvent {
  readonly identity: string;
  /** When ingress took the delivery that was claimed, in milliseconds since 1970. */
  readonly receivedMs: number;
}

/** Every row of a log, except of what another context of ours told it. */
const storedEvents = async (sql: Sql, schema: string): Promise<StoredEvent[]> => {
  const rows = await sql.query<{ provider: string; type: string; data: string; received: number }>(
    `select provider, type, data::text as data, extract(epoch from received_at)::float8 * 1000 as received
     from ${schema}.events where origin <> 'caudal'`,
  );
  return rows.map(({ provider, type, data, received }) => ({
    identity: identityOf(provider, type, JSON.parse(data)),
    receivedMs: received,
  }));
};

/** The identity of every row of the logs of these contexts. */
export const storedIdentities = async (sql: Sql, contexts: readonly ConsumerContract[]): Promise<StoredIdentities> => {
  const logs = new Map<string, readonly string[]>();
  for (const { name, schema } of contexts) {
    logs.set(
      name,
      (await storedEvents(sql, schema)).map(({ identity }) => identity),
    );
  }
  return logs;
};

/** When the delivery that was claimed by transfers came, by the identity of its event. */
export const arrivals = async (sql: Sql): Promise<Map<string, number>> =>
  new Map(
    (await storedEvents(sql, Consumers.transfers.schema)).map(({ identity, receivedMs }) => [identity, receivedMs]),
  );
