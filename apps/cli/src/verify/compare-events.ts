import { contexts } from '#contexts';
import { contextConsumers } from '#contracts';
import { changedEvents, type ArchivedRecord } from '#event-store';
import type { JournalRow } from '#journal';
import { invariant } from '#kernel';
import type { Sql } from '#persistence';
import type { Findings } from './findings.js';

/**
 * Compares what the contexts keep of some deliveries of one topic with the archived bytes. Whoever changes an event in a
 * context's log changes what its tables are proved against, and a rebuild would make the change good: only the archive
 * knows better, and of an erased body its digest.
 *
 * @param rows deliveries whose bytes and attributes are those that were archived
 */
export const compareEvents = async (sql: Sql, rows: readonly JournalRow[], findings: Findings): Promise<void> => {
  const archived = rows.map(archivedRecord);
  const readers = contextConsumers.filter(({ topics }) => topics.some((topic) => topic === rows[0]?.topic));
  for (const { name } of readers) {
    const context = contexts.get(name);
    invariant(context, `${name} is a context`);
    for (const { eventId, deliveryId, fields } of await changedEvents(sql, context, archived)) {
      findings.add(
        'event_changed',
        `${name}: event ${eventId}`,
        `Its delivery ${deliveryId} says otherwise: ${fields.join(', ')}.`,
      );
    }
  }
};

const archivedRecord = ({ offset, key, body, headers, ...row }: JournalRow): ArchivedRecord => ({
  ...{ eventId: row.eventId, deliveryId: row.deliveryId, contentDigest: row.contentDigest },
  record: { offset, key, value: body, headers },
});
