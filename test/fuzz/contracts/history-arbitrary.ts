import fc from 'fast-check';
import type { BodyInput } from '../body/body-arbitrary.js';
import { innerMutation, layout } from '../body/body-arbitrary.js';
import { memberOf, string, withMember, write, type Tree } from '../body/json-tree.js';
import { mutated } from '../body/mutations.js';
import { SLUGS } from '../body/ingress-record.js';
import { EXAMPLES, type Example } from '../body/examples.js';
import { readEnvelope, routeEvent } from '#contracts';
import { CONTEXTS } from './contexts.js';

/** Deliveries that may be about one entity, in the order of their arrival. */
export type History = readonly BodyInput[];

/** The kind of entity, of what goes to the topic of a context. */
const kindOf = ({ provider, tree }: Example): string | undefined => {
  const envelope = readEnvelope(provider, Buffer.from(write(tree)));
  const route = envelope.ok ? routeEvent(envelope.value, SLUGS[provider]) : envelope;
  return route.ok && CONTEXTS.has(route.value.topic) ? route.value.kind : undefined;
};

/** Examples by what they are about: two of one family can be events of one entity. */
const FAMILIES: readonly (readonly Example[])[] = [
  ...Map.groupBy(EXAMPLES, (one) => kindOf(one) ?? 'of another topic').values(),
];

/** Ids that are good ids to Mono and traps to us, among ordinary ones. */
const IDS = [
  'trn_1',
  'cint_1',
  'a.b:c',
  '__proto__',
  'constructor',
  'toString',
  'x'.repeat(128),
  '-',
  'é',
  '',
] as const;

/** Where an entity's id may stand, in any of the catalogues. */
const ID_FIELDS = [
  'id',
  '_id',
  'mandate',
  'account_id',
  'reference',
  'reference_number',
  'disbursement_reference',
  'collection_id',
  'original_transaction_id',
] as const;

const renamed = (data: Tree, id: string): Tree =>
  ID_FIELDS.reduce((tree, field) => (memberOf(tree, field) ? withMember(tree, field, string(id)) : tree), data);

/** Everything of a body that names its entity, set to one id. */
const about = (id: string, tree: Tree): Tree => {
  const event = memberOf(tree, 'event');
  if (event?.kind === 'object') return withMember(tree, 'event', about(id, event));
  const data = memberOf(tree, 'data');
  if (data === undefined) return tree;
  const inner = ['object', 'account'].reduce((outer, name) => {
    const object = memberOf(outer, name);
    return object?.kind === 'object' ? withMember(outer, name, renamed(object, id)) : outer;
  }, data);
  return withMember(tree, 'data', renamed(inner, id));
};

const told = fc.record({ at: fc.nat(), mutations: fc.array(innerMutation, { maxLength: 3 }), how: layout });

/** One to four mutated examples of a family, mostly about one entity: what one told, another contradicts. */
export const histories: fc.Arbitrary<History> = fc
  .tuple(
    fc.constantFrom(...FAMILIES),
    fc.array(told, { minLength: 1, maxLength: 4 }),
    fc.option(fc.constantFrom(...IDS), { freq: 6 }),
  )
  .map(([family, events, id]) =>
    events.flatMap(({ at, mutations, how }) => {
      const one = family[at % family.length];
      if (!one) return [];
      const named = id === null ? one.tree : about(id, one.tree);
      return { provider: one.provider, body: Buffer.from(write(mutated(named, mutations), how)) };
    }),
  );
