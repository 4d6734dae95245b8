import type { EntityDescriptor, EntityRecord } from './descriptor.js';

/** What the queries of one entity and of a page read alike. */
export interface EntityRow {
  readonly id: string;
  readonly scope: string;
  readonly source: string;
  readonly view: EntityRecord;
  readonly sequence: bigint;
  readonly parked: boolean;
}

/** The columns of an `EntityRow` (and what is computed) from the row `e`. */
export const entityColumns = ({ computed = {} }: EntityDescriptor): string =>
  [
    'e.id, e.scope, e.source, e.view, e.sequence',
    'exists (select 1 from transfers.parked_keys p where p.record_key = e.id) as parked',
    ...Object.entries(computed).map(([name, expression]) => `${expression} as ${name}`),
  ].join(',\n       ');

/** A row as it is answered: the stored view, and how its record stands with us. */
export const answerOf = (descriptor: EntityDescriptor, row: EntityRow): Record<string, unknown> => ({
  ...row.view,
  ...computedOf(descriptor, row),
  parked: row.parked,
  sequence: row.sequence.toString(),
  links: linksOf(descriptor, row),
});

const computedOf = ({ computed = {} }: EntityDescriptor, row: EntityRow): Record<string, unknown> => {
  const values = row as unknown as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.keys(computed).map((name) => [name, values[name]]));
};

const linksOf = ({ path, links }: EntityDescriptor, { id, scope, source, view }: EntityRow): Record<string, string> => {
  const self = `/v1/${path}/${encodeURIComponent(id)}`;
  // An id that is unique within its source only (`provider/source`) is linked together with it.
  const within = scope.includes('/') ? `?source=${encodeURIComponent(source)}` : '';
  return { self: self + within, events: `${self}/events${within}`, ...links?.(view) };
};
