import type { EntityDescriptor, EntityRecord } from './descriptor.js';

/** What the queries of one entity and of a page read alike. */
export interface EntityRow {
  readonly id: string;
  readonly scope: string;
  readonly source: string;
  readonly view: EntityRecord;
  readonly sequence: bigint;
  readonly parked: boolean;
  /** The id that was asked for, where it is that of a part of the row. */
  readonly part?: string;
}

/** The columns of an `EntityRow` (and what is computed) from the row `e`. */
export const entityColumns = ({ context, computed = {} }: EntityDescriptor): string =>
  [
    'e.id, e.scope, e.source, e.view, e.sequence',
    `exists (select 1 from ${context}.parked_keys p where p.record_key = e.id) as parked`,
    ...Object.entries(computed).map(([name, expression]) => `${expression} as ${name}`),
  ].join(',\n       ');

/** A row as it is answered: the stored view, and how its record stands with us. */
export const answerOf = (descriptor: EntityDescriptor, row: EntityRow): Record<string, unknown> => {
  const view = viewOf(descriptor, row);
  return {
    ...view,
    ...computedOf(descriptor, row),
    parked: row.parked,
    sequence: row.sequence.toString(),
    links: linksOf(descriptor, row, view),
  };
};

/** What was asked for: the row's entity, or the part of it that lives in the row. */
export const viewOf = ({ parts }: EntityDescriptor, { view, part }: EntityRow): EntityRecord =>
  parts && part !== undefined ? parts.viewOf(view, part) : view;

const computedOf = ({ computed = {} }: EntityDescriptor, row: EntityRow): Record<string, unknown> => {
  const values = row as unknown as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.keys(computed).map((name) => [name, values[name]]));
};

const linksOf = (
  { path, links }: EntityDescriptor,
  { scope, source }: EntityRow,
  view: EntityRecord,
): Record<string, string> => {
  const self = `/v1/${path}/${encodeURIComponent(view.id)}`;
  // An id that is unique within its source only (`provider/source`) is linked together with it.
  const within = scope.includes('/') ? `?source=${encodeURIComponent(source)}` : '';
  return { self: self + within, events: `${self}/events${within}`, ...links?.(view) };
};
