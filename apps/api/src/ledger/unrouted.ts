import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { InstantView, Topics, type LedgerOperation, type Unrouted } from '#contracts';
import { decodeCursor, encodeCursor, PagingQuery, positionText, ProblemError } from '#http';
import { instantOf, systemClock, type Instant } from '#kernel';
import { ROUTED } from '#ledger-domain';
import type { Sql } from '#persistence';
import type { Transactions } from '../database/reconnecting-database.js';
import { decisionId } from '../decisions/decision-id.js';
import { nextDecisionAt } from '../decisions/decision-moment.js';
import { text } from '../entities/filters.js';

export const UnroutedQuery = z.strictObject({ ...PagingQuery, origin: text });
export type UnroutedQuery = z.infer<typeof UnroutedQuery>;

interface UnroutedRow {
  readonly event_id: string;
  readonly kind: string;
  readonly cause_id: string;
  readonly operation: LedgerOperation;
  readonly amount: string;
  readonly currency: string;
  readonly origin: string;
  readonly id_in_origin: string | null;
  readonly card_id: string | null;
  readonly effective_at: Instant | null;
  readonly since: Instant;
  readonly age_s: bigint;
}

/** A row of the list, with the whole of its place there. */
interface ListedRow extends UnroutedRow {
  readonly scope: string;
  readonly ordinal: number;
}

const SELECT = `
  select event_id, kind, scope, cause_id, ordinal, operation, amount::text as amount, currency, origin, id_in_origin, card_id, effective_at, since,
         extract(epoch from clock_timestamp() - since)::bigint as age_s
  from ledger.unrouted`;

/** A movement that a person may route, and what their word says of it beside the account. */
interface RoutableRow extends UnroutedRow {
  readonly scope: string;
  readonly provider: string;
  readonly source: string;
  readonly livemode: boolean;
  /** The moment of the latest word in the log. */
  readonly routed_at: Instant | null;
}

/**
 * The movements of the ledger that an event told of: without an account, or put on one by a person, whose next word
 * corrects the last. All that names one is read from its own row: an event id alone may stand in several scopes.
 */
const SELECT_ROUTABLE = `
  select distinct on (t.id, t.scope)
         e.event_id, e.kind, t.id as cause_id, t.view #>> '{effects,0,operation}' as operation,
         t.view #>> '{effects,0,amount,amount}' as amount, t.view #>> '{effects,0,amount,currency}' as currency,
         t.origin, t.id_in_origin, t.card_id, (t.view #>> '{effects,0,effective_at}')::timestamptz as effective_at,
         coalesce(u.since, e.received_at) as since,
         extract(epoch from clock_timestamp() - coalesce(u.since, e.received_at))::bigint as age_s,
         t.scope, t.provider, t.source, t.livemode, r.routed_at
  from ledger.events e
  join ledger.transactions t on (t.id, t.scope) = (e.entity_id, e.scope)
  left join ledger.unrouted u on (u.cause_id, u.kind, u.scope) = (e.entity_id, e.kind, e.scope)
                                 and u.event_id collate "C" = e.event_id
  cross join lateral (
    select count(*) as routings, max(r.occurred_at) as routed_at from ledger.events r
    where (r.entity_id, r.kind, r.scope) = (e.entity_id, e.kind, e.scope) and r.type = '${ROUTED}'
  ) r
  where e.event_id = $1 and e.kind = 'ledger_transaction' and t.view #>> '{effects,0,amount,amount}' is not null
    and (u.cause_id is not null or r.routings > 0)
  order by t.id, t.scope, e.received_at limit 2`;

const Position = z.strictObject({
  list: z.literal('unrouted'),
  since: InstantView,
  id: positionText,
  kind: positionText,
  scope: positionText,
  ordinal: z.int32(),
});

/** Rows of one transaction have one moment, and a cause has several: the order goes to the last column of the key. */
const PLACE = 'since, cause_id, kind, scope, ordinal';

/** Movements without an account, oldest first: the one that waits longest needs a person most. */
export const listUnrouted = async (
  sql: Sql,
  { limit, cursor, origin }: UnroutedQuery,
): Promise<{ data: Unrouted[]; next_cursor: string | null }> => {
  const after = cursor === undefined ? undefined : decodeCursor(cursor, Position);
  const rows = await sql.query<ListedRow>(
    `${SELECT}
     where ($1::text is null or origin = $1)
       and ($2::timestamptz is null or (${PLACE}) > ($2, $3 collate "C", $4::text, $5::text, $6::int))
     order by ${PLACE} limit $7`,
    [
      ...[origin ?? null, after?.since ?? null, after?.id ?? null],
      ...[after?.kind ?? null, after?.scope ?? null, after?.ordinal ?? null, limit + 1],
    ],
  );
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    data: page.map(unroutedAnswer),
    next_cursor: last ? encodeCursor(positionOf(last)) : null,
  };
};

const positionOf = ({ since, cause_id: id, kind, scope, ordinal }: ListedRow): z.infer<typeof Position> => ({
  list: 'unrouted',
  ...{ since, id, kind, scope, ordinal },
});

const unroutedAnswer = (row: UnroutedRow): Unrouted => ({
  event_id: row.event_id,
  ledger_transaction_id: row.cause_id,
  operation: row.operation,
  origin: row.origin,
  id_in_origin: row.id_in_origin,
  amount: { amount: row.amount, currency: row.currency },
  card_id: row.card_id,
  effective_at: row.effective_at,
  since: row.since,
  age_s: Number(row.age_s),
  // Mono Colombia, 7.3: the routes that need no call to Mono.
  tried: ['data', 'details', ...(row.card_id === null ? [] : ['card'])],
  // A movement at a bank is no transaction of the ledger, and its account is the provider's to tell.
  links:
    row.kind === 'ledger_transaction'
      ? {
          transaction: `/v1/ledger/transactions/${encodeURIComponent(row.cause_id)}`,
          route: `/v1/ledger/unrouted/${row.event_id}/route`,
        }
      : {},
});

export const RouteBody = z.strictObject({
  account_id: z.string().regex(/^[A-Za-z0-9_.:-]{1,128}$/, 'is not an account id'),
  reason: z.string().trim().min(1).max(500),
});
export type RouteBody = z.infer<typeof RouteBody>;

/**
 * A person's word on where a movement belongs. It enters the log of the ledger as an event of its own, by the outbox and
 * the topic, and is applied within a second as a rule; then the movement is on the account and unrouted no more. Each is an
 * event of its own, and the last word counts, whether the ones before are applied already or not: who was wrong says it
 * again.
 *
 * @param by who says it, as it is kept
 * @throws ProblemError `not_found` when no movement of the ledger is unrouted under this event or was routed by a person,
 *   `ambiguous_id` when several are, `invalid_body` when the account is one at a bank
 */
export const routeMovement = (
  database: Transactions,
  eventId: string,
  { account_id: accountId, reason }: RouteBody,
  by: string,
): Promise<Unrouted> => {
  if (!/^[0-9a-f]{64}$/.test(eventId)) throw nothingUnrouted();
  return database.transaction(async (sql) => {
    await sql.query('set transaction read write');
    const [row, other] = await sql.query<RoutableRow>(SELECT_ROUTABLE, [eventId]);
    if (!row) throw nothingUnrouted();
    if (other) throw new ProblemError('ambiguous_id', 'More than one movement came under this event: none is routed.');
    await refuseBankAccount(sql, accountId);
    const { kind, cause_id: entityId, scope, provider, source, livemode } = row;
    const series = { context: 'ledger', kind, scope, entityId, type: ROUTED };
    const saidAt = await nextDecisionAt(sql, series, row.routed_at);
    await sql.query(
      `insert into ledger.outbox (sequence, topic, key, headers, value)
       values (nextval('ledger.outbox_sequence'), $1, $2, $3::json, $4)`,
      [
        Topics.ledger.name,
        entityId,
        JSON.stringify(headersOf(entityId, saidAt)),
        JSON.stringify({ scope, provider, source, livemode, account_id: accountId, reason, by }),
      ],
    );
    return unroutedAnswer(row);
  });
};

/** A movement of Mono's ledger on an account at a bank would be in neither's books. */
const refuseBankAccount = async (sql: Sql, accountId: string): Promise<void> => {
  const [bank] = await sql.query(`select from ledger.balances where account_id = $1 and kind = 'bank' limit 1`, [
    accountId,
  ]);
  if (bank)
    throw new ProblemError('invalid_body', 'account_id: is an account at a bank, which the ledger has no part in.');
};

const headersOf = (subject: string, saidAt: Instant) => ({
  ...{ ce_specversion: '1.0', 'content-type': 'application/json', ce_id: decisionId(), ce_source: '/caudal' },
  ...{ ce_subject: subject, ce_type: ROUTED, ce_origin: 'operator', ce_deliveryid: randomUUID() },
  ...{ ce_time: saidAt, ce_receivedtime: instantOf(systemClock.now()) },
});

const nothingUnrouted = (): ProblemError =>
  new ProblemError('not_found', 'No movement under this event waits for an account, or was put on one by a person.');
