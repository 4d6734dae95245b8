import { setTimeout as sleep } from 'node:timers/promises';
import { contexts } from '#contexts';
import { Consumers, contextConsumers, Topics, type ConsumerContract, type TopicName } from '#contracts';
import { CARD_ACCOUNT_TOLD } from '#ledger-domain';
import type { Sql } from '#persistence';
import { compareParked } from './compare-parked.js';
import { ROWS_MAX, type Findings } from './findings.js';
import { hasCaughtUp, ownTopicOf } from './places.js';

/** Journal and contexts read the same records by themselves: each may be behind the other for so long. */
const CATCH_UP_MS = 20_000;
const LOOK_MS = 500;

export interface CompareOptions {
  /** How long journal and contexts may take to catch up with each other, in milliseconds. */
  readonly catchUpMs?: number | undefined;
  /** Those that are compared; all, unless told otherwise. */
  readonly of?: readonly ConsumerContract[];
  /** How much of what is missing is looked at at once. */
  readonly rowsMax?: number | undefined;
}

interface Compared {
  readonly lost: readonly Unmatched[];
  /** More was missing to the end than is looked at: only what is certain is called lost. */
  readonly isApart: boolean;
}

/** Looks for what has no counterpart: everywhere, or among some events only. What is certain comes first, then the oldest. */
type Look = (only: readonly string[] | null) => Promise<Unmatched[]>;

interface Unmatched {
  readonly delivery_id: string;
  readonly event_id: string;
  /** Whoever should have it has read beyond it: it cannot be on its way. */
  readonly certain: boolean;
}

/**
 * Compares the contexts' own logs with the journal, both ways: every event names a delivery of it that was archived, and
 * every event that was accepted is in the log of each context that has a part in it, or parked. Nobody who can cut the
 * one has cut the other by that: this is what covers the deliveries since the last seal.
 *
 * @returns what could not be compared, in sentences
 */
export const compareContexts = async (
  sql: Sql,
  findings: Findings,
  { catchUpMs = CATCH_UP_MS, of = contextConsumers, rowsMax = ROWS_MAX }: CompareOptions = {},
): Promise<string[]> => {
  const skipped: string[] = [];
  for (const context of of) {
    if (!(await hasBegun(sql, context))) {
      // Whoever has no account with a provider has a context that never hears anything.
      if (await isTold(sql, context)) {
        skipped.push(`The context ${context.name} has applied nothing yet: its log was not compared.`);
      }
      continue;
    }
    const [events, ...deliveries] = await Promise.all(
      [eventsWithoutDelivery, deliveriesWithoutEvent, eventsNotShared].map((ask) =>
        stillUnmatched((only) => ask(sql, context, only, rowsMax), { withinMs: catchUpMs, rowsMax }),
      ),
    );
    const older = await olderThanTheJournal(sql, context, catchUpMs);
    if (older > 0) {
      skipped.push(
        `${older.toString()} events of ${context.name} are older than anything in the journal: it cannot vouch for them.`,
      );
    }
    await compareParked(sql, context, findings);
    for (const { event_id: event } of await accountsOfNoCard(sql, context, rowsMax)) {
      findings.add(
        'event_without_delivery',
        `${context.name}: event ${event}`,
        'It puts a card on an account, and no event of the cards says so.',
      );
    }
    if (events?.isApart === true || deliveries.some(({ isApart }) => isApart)) {
      skipped.push(
        `The journal and ${context.name} are ${rowsMax.toString()} deliveries or more apart, and have not caught up ` +
          'with each other: what one of them has still to read was not compared.',
      );
    }
    for (const { delivery_id: delivery, event_id: event } of events?.lost ?? []) {
      findings.add(
        'event_without_delivery',
        `${context.name}: event ${event}`,
        `It was applied, and the journal has no delivery ${delivery} of it.`,
      );
    }
    for (const { delivery_id: delivery, event_id: event } of deliveries.flatMap(({ lost }) => lost)) {
      findings.add(
        'delivery_without_event',
        `${context.name}: delivery ${delivery}`,
        `It was accepted, and its event ${event} is neither in the log of ${context.name} nor parked.`,
      );
    }
  }
  return skipped;
};

const hasBegun = async (sql: Sql, { schema }: ConsumerContract): Promise<boolean> => {
  const [row] = await sql.query<{ begun: boolean }>(`select exists (select from ${schema}.checkpoints) as begun`);
  return row?.begun === true;
};

const isTold = async (sql: Sql, context: ConsumerContract): Promise<boolean> => {
  const [row] = await sql.query<{ told: boolean }>(
    `select exists (select from journal.deliveries where topic = $1 and verdict = 'accepted') as told`,
    [ownTopicOf(context)],
  );
  return row?.told === true;
};

/**
 * What is missing on one side may be under way to it: only what was missing at first, and is all the while, counts. What
 * comes meanwhile is not judged, or traffic would always have something that is just being applied. While more is
 * missing than is looked at, all is looked for again: what is lost must not hide behind what is on its way.
 */
const stillUnmatched = async (
  look: Look,
  { withinMs, rowsMax }: { readonly withinMs: number; readonly rowsMax: number },
): Promise<Compared> => {
  const deadline = performance.now() + withinMs;
  let unmatched = await look(null);
  let isFull = unmatched.length >= rowsMax;
  while (unmatched.some(({ certain }) => !certain) && performance.now() < deadline) {
    await sleep(LOOK_MS);
    unmatched = await look(isFull ? null : unmatched.map(({ event_id: id }) => id));
    isFull &&= unmatched.length >= rowsMax;
  }
  const certain = unmatched.filter((one) => one.certain);
  const isApart = isFull && certain.length < unmatched.length;
  return { lost: isApart ? certain : unmatched, isApart };
};

/** The topics of the contexts; their clean ones are none of a delivery's. */
const ARCHIVED = contextConsumers.flatMap(({ topics }) => topics);

const hearsOfCards = (topics: readonly TopicName[]): boolean => topics.includes(Topics.cleanCards.name);

/**
 * Of the topics that are archived, and since the archive began: what was applied before is older than the journal. The
 * delivery must be one of a topic that the context reads, or nothing would compare its bytes with the event.
 */
const eventsWithoutDelivery = (
  sql: Sql,
  { schema, topics }: ConsumerContract,
  only: readonly string[] | null,
  rowsMax: number,
): Promise<Unmatched[]> =>
  sql.query<Unmatched>(
    `select e.delivery_id, e.event_id, ${hasCaughtUp(schema, Consumers.journal.schema, '$1')} as certain
     from ${schema}.events e
     where not ($5 and e.type = '${CARD_ACCOUNT_TOLD}') and ($2::text[] is null or e.event_id = any($2))
       and e.received_at >= (select min(d.received_at) from journal.deliveries d where d.topic = any($1))
       and not exists (select from journal.delivery_ids i
                       join journal.deliveries d on d.delivery_id = i.delivery_id and d.received_at = i.received_at
                       where i.delivery_id = e.delivery_id and i.event_id = e.event_id and d.topic = any($4))
     order by e.received_at limit $3`,
    [ARCHIVED, only, rowsMax, topics, hearsOfCards(topics)],
  );

/** What came before the archive began, or says so; everything, where it has nothing. It may just be about to begin. */
const olderThanTheJournal = async (sql: Sql, context: ConsumerContract, withinMs: number): Promise<number> => {
  const deadline = performance.now() + withinMs;
  let older = await countOlder(sql, context);
  while (older > 0 && performance.now() < deadline) {
    await sleep(LOOK_MS);
    older = await countOlder(sql, context);
  }
  return older;
};

const countOlder = async (sql: Sql, { schema }: ConsumerContract): Promise<number> => {
  const [row] = await sql.query<{ n: number }>(
    `select count(*)::int as n from ${schema}.events e
     where e.type <> '${CARD_ACCOUNT_TOLD}'
       and e.received_at < (select coalesce(min(d.received_at), 'infinity') from journal.deliveries d where d.topic = any($1))`,
    [ARCHIVED],
  );
  return row?.n ?? 0;
};

/**
 * What a context hears of another's clean topic, which is not archived: the ledger hears the account of a card. The cards
 * have written their event before they tell of it, so that nothing of this is ever on its way.
 */
const accountsOfNoCard = async (
  sql: Sql,
  { schema, topics }: ConsumerContract,
  rowsMax: number,
): Promise<readonly Unmatched[]> =>
  !hearsOfCards(topics)
    ? []
    : sql.query<Unmatched>(
        `select e.delivery_id, e.event_id, true as certain from ${schema}.events e
         where e.type = '${CARD_ACCOUNT_TOLD}'
           and not (e.kind = 'card' and exists (
             select from ${Consumers.cards.schema}.events c
             where (c.kind, c.scope, c.entity_id) = (e.kind, e.scope, e.entity_id)
               and c.data ->> 'account_id' = e.data ->> 'account_id'))
         order by e.received_at limit $1`,
        [rowsMax],
      );

/** Of the context's own topic, which is its first. */
const deliveriesWithoutEvent = (
  sql: Sql,
  context: ConsumerContract,
  only: readonly string[] | null,
  rowsMax: number,
): Promise<Unmatched[]> =>
  sql.query<Unmatched>(
    `select d.delivery_id, d.event_id, coalesce(d.record_offset < c.next_offset, false) as certain
     from journal.deliveries d
     left join ${context.schema}.checkpoints c
       on c.cluster_id = d.cluster_id and c.topic = d.topic and c.partition = d.partition
     where d.topic = $1 and d.verdict = 'accepted' and ($2::text[] is null or d.event_id = any($2))
       and not exists (select from ${context.schema}.events e
                       where e.event_id = d.event_id and e.content_digest = d.content_digest)
       and not exists (select from ${context.schema}.parked_records p where p.headers ->> 'ce_deliveryid' = d.delivery_id::text)
     order by certain desc, d.received_at limit $3`,
    [ownTopicOf(context), only, rowsMax],
  );

/**
 * Of another's topic that a context reads beside its own it keeps the kinds that it projects. The log of who keeps
 * everything of that topic knows of which kind an event is; the journal, which has only bytes, does not.
 */
const eventsNotShared = async (
  sql: Sql,
  { name, schema, topics }: ConsumerContract,
  only: readonly string[] | null,
  rowsMax: number,
): Promise<Unmatched[]> => {
  const kinds = [...(contexts.get(name)?.projections.keys() ?? [])];
  const owners = contextConsumers.filter((other) => other.name !== name && topics.includes(ownTopicOf(other)));
  const missing = await Promise.all(
    owners.map((owner) =>
      sql.query<Unmatched>(
        `select o.delivery_id, o.event_id, ${hasCaughtUp(owner.schema, schema, '$3')} as certain
         from ${owner.schema}.events o
         where o.kind = any($1) and ($2::text[] is null or o.event_id = any($2))
           and not exists (select from ${schema}.events e
                           where e.event_id = o.event_id and e.content_digest = o.content_digest)
           and not exists (select from ${schema}.parked_records p where p.headers ->> 'ce_id' = o.event_id)
         order by o.received_at limit $4`,
        [kinds, only, [ownTopicOf(owner)], rowsMax],
      ),
    ),
  );
  return missing.flat();
};
