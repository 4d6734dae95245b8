import { err, ok, type Result } from '#kernel';
import type { RawTopicName } from '../topics.js';
import { colombiaRule } from './colombia-catalogue.js';
import type { MonoEnvelope } from './envelope.js';
import { nigeriaRule } from './nigeria-catalogue.js';
import { firstTextAt, isEntityId, referenceId, type Data } from './paths.js';
import type { EntityKind, RouteRule } from './rule.js';

export interface Route {
  readonly topic: RawTopicName;
  readonly kind: EntityKind;
  /** Within what the entity id is unique: the provider, or the provider and the source. */
  readonly scope: string;
  readonly entityId: string;
  /** The key of the record: events of one key keep their order. */
  readonly orderingKey: string;
  readonly documented: boolean;
}

export type RouteProblem = 'unknown_event' | 'no_entity';

/** Finds topic, entity and key of an event; what cannot be found is unclassified, never refused. */
export const routeEvent = (envelope: MonoEnvelope, source: string): Result<Route, RouteProblem> => {
  const { provider, type, data } = envelope;
  const rule = provider === 'mono-colombia' ? colombiaRule(type, data) : nigeriaRule(type);
  if (!rule) return err('unknown_event');
  const entityId = idOf(rule, rule.id, data);
  if (!isEntityId(entityId)) return err('no_entity');
  const key = rule.key ? idOf(rule, rule.key, data) : undefined;
  return ok({
    topic: rule.topic,
    kind: rule.kind,
    scope: rule.reference ? `${provider}/${source}` : provider,
    entityId,
    orderingKey: isEntityId(key) ? key : entityId,
    documented: !rule.undocumented,
  });
};

const idOf = (rule: RouteRule, paths: readonly string[], data: Data): string | undefined => {
  const text = firstTextAt(data, paths);
  return rule.reference ? referenceId(text) : text;
};
