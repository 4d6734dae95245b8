import { contexts } from '#contexts';
import { contextConsumers, type ConsumerContract } from '#contracts';
import { decodeRecord, type LogRecord } from '#event-store';
import { canonicalJson } from '#idempotency';
import { invariant } from '#kernel';
import { storableJson, type Sql } from '#persistence';
import { ROWS_MAX, type Findings } from './findings.js';
import { hasCaughtUp, ownTopicOf } from './places.js';

/**
 * What is parked is applied at its release: until then it must be what came. And what was parked by the context of a
 * topic is in no log that tells whether others should have it: the record itself is asked.
 */
export const compareParked = async (sql: Sql, context: ConsumerContract, findings: Findings): Promise<void> => {
  for (const delivery of await changedWhileParked(sql, context)) {
    const detail = 'What is parked of it is not what was archived: a release would apply it.';
    findings.add('parked_changed', `${context.name}: delivery ${delivery}`, detail);
  }
  const owners = contextConsumers.filter((other) => other !== context && context.topics.includes(ownTopicOf(other)));
  for (const owner of owners) {
    for (const delivery of await parkedElsewhereOnly(sql, context, owner)) {
      const detail = `It is parked in ${owner.name}, and neither in the log of ${context.name} nor parked there.`;
      findings.add('delivery_without_event', `${context.name}: delivery ${delivery}`, detail);
    }
  }
};

type Headers = Readonly<Record<string, string>>;

const changedWhileParked = async (sql: Sql, { schema }: ConsumerContract): Promise<string[]> => {
  const rows = await sql.query<{ delivery_id: string; changed: boolean; parked: Headers; archived: Headers }>(
    `select d.delivery_id, sha256(p.value) <> d.digest or k.record_key <> d.record_key as changed,
            p.headers as parked, d.headers as archived
     from ${schema}.parked_records p
     join ${schema}.parked_keys k on k.id = p.parked_id
     join journal.delivery_ids i on i.delivery_id::text = p.headers ->> 'ce_deliveryid'
     join journal.deliveries d on d.delivery_id = i.delivery_id and d.received_at = i.received_at
     order by d.received_at limit ${String(ROWS_MAX)}`,
  );
  return rows
    .filter(({ changed, parked, archived }) => changed || canonicalJson(parked) !== asParked(archived))
    .map(({ delivery_id: id }) => id);
};

/** Headers as a column of `jsonb` gives them back. */
const asParked = (headers: Headers): string => canonicalJson(JSON.parse(storableJson(headers)));

interface ParkedRow {
  readonly delivery_id: string;
  readonly record_key: string;
  readonly record_offset: bigint;
  readonly headers: Headers;
  readonly value: Buffer;
}

/** Of another's topic, and parked there: what the context would have kept, or parked too, and has not. */
const parkedElsewhereOnly = async (
  sql: Sql,
  { name, schema }: ConsumerContract,
  owner: ConsumerContract,
): Promise<string[]> => {
  const context = contexts.get(name);
  invariant(context, `${name} is a context`);
  const rows = await sql.query<ParkedRow>(
    `select p.headers ->> 'ce_deliveryid' as delivery_id, k.record_key, p.record_offset, p.headers, p.value
     from ${owner.schema}.parked_records p
     join ${owner.schema}.parked_keys k on k.id = p.parked_id
     where p.topic = $1 and ${hasCaughtUp(owner.schema, schema, 'array[$1]')}
       and not exists (select from ${schema}.events e where e.event_id = p.headers ->> 'ce_id')
       and not exists (select from ${schema}.parked_records c
                       where c.headers ->> 'ce_deliveryid' = p.headers ->> 'ce_deliveryid')
     order by p.position limit ${String(ROWS_MAX)}`,
    [ownTopicOf(owner)],
  );
  return rows
    .filter((row) => {
      const record: LogRecord = { ...row, offset: row.record_offset, key: row.record_key };
      const read = decodeRecord(context, record);
      return !read.ok || read.value !== null;
    })
    .map(({ delivery_id: id }) => id);
};
