import { counted } from '../terminal/figures.js';
import { journalLines } from './report-journal.js';
import type { Known, KnownEntity, KnownEvent, KnownParked, KnownRecord, KnownRow } from './known.js';

/** For a person: each entity with its events in order, what is parked, and the deliveries that brought it. What was asked for is marked. */
export const knownLines = (known: Known): string[] => [
  ...known.entities.flatMap((entity) => entityLines(entity, known.id)),
  ...known.parked.flatMap((key) => parkedLines(key, known.id)),
  ...journalLines(known),
];

const entityLines = (entity: KnownEntity, asked: string): string[] => {
  const { context, kind, scope, id, row, event_count: count, events, unpublished } = entity;
  return [
    `${context}: ${kind} ${scope}/${id}`,
    ...(row ? rowLines(row) : ['  no row: its kind has no table, or no event a part in it']),
    ...(unpublished.length > 0 ? [`  not published yet: sequence ${unpublished.join(', ')}`] : []),
    `  ${counted(count, 'event')}`,
    ...events.flatMap((event) => eventLines(event, asked)),
    ...(count > events.length ? [`    and ${counted(count - events.length, 'later one')}`] : []),
  ];
};

const rowLines = (row: KnownRow): string[] => [
  `  ${row.state ?? 'no state'}${row.final ? ', final' : ''}${row.conflicted ? ', conflicted' : ''}`,
  `  ${row.table}: sequence ${row.sequence}, listed ${row.listed_at}, recorded ${row.recorded_at}, ` +
    `fold version ${row.fold_version}`,
  ...row.discrepancies.map(({ class: name, detail, event_id: id }) => `  ${name}: ${detail} (event ${id})`),
];

const mark = (isAsked: boolean): string => (isAsked ? '  > ' : '    ');

const eventLines = (event: KnownEvent, asked: string): string[] => [
  `${mark([event.event_id, event.delivery_id].includes(asked))}${event.occurred_at ?? 'at no known time'}  ${event.type}`,
  `      received ${event.received_at} from ${event.source} (${event.origin}${event.late ? ', late' : ''}), ` +
    `claimed ${event.claimed_at}`,
  `      event ${event.event_id}  delivery ${event.delivery_id}`,
  // An id of ours is the digest of the content; one of the provider's stands on a content beside it.
  ...(event.content_digest === event.event_id ? [] : [`      content ${event.content_digest}`]),
];

const parkedLines = (key: KnownParked, asked: string): string[] => [
  `${key.context}: parked key ${key.record_key} (${key.id}) of ${key.consumer} since ${key.parked_at}`,
  `  ${key.reason}: ${key.detail}`,
  ...(key.release_requested_at === null ? [] : [`  its release was asked for at ${key.release_requested_at}`]),
  ...(key.release_failure === null ? [] : [`  its release failed: ${key.release_failure}`]),
  `  ${counted(key.record_count, 'record')}`,
  ...key.records.flatMap((record) => recordLines(record, asked)),
  ...(key.record_count > key.records.length
    ? [`    and ${counted(key.record_count - key.records.length, 'later one')}`]
    : []),
];

const recordLines = (record: KnownRecord, asked: string): string[] => [
  `${mark([record.event_id, record.delivery_id].includes(asked))}${record.topic}/${record.partition}@${record.offset}  ` +
    (record.type ?? 'of no known type'),
  `      received ${record.received_at ?? 'at no known time'}, parked ${record.parked_at}`,
  `      event ${record.event_id ?? 'unknown'}  delivery ${record.delivery_id ?? 'unknown'}`,
];
