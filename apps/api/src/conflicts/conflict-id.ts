import { isEntityId } from '#contracts';
import { conflictSources, type ConflictSource } from './conflict-sources.js';

/** The entity that a conflict is about. */
export interface ConflictedEntity {
  readonly source: ConflictSource;
  readonly scope: string;
  readonly id: string;
}

/**
 * `context:kind:scope:entity id`, which says what it is about and stays the same. A scope within a source
 * (`provider/source`) is written with a tilde: a slash would have to be escaped in addresses, and some proxies undo that.
 */
export const conflictIdOf = ({ source, scope, id }: ConflictedEntity): string =>
  [source.context, source.kind, scope.replace('/', '~'), id].join(':');

const SCOPE = /^[a-z0-9~-]{1,128}$/;

/** Undefined for what cannot be the id of a conflict. The entity's id may hold colons: it is all that is left. */
export const parseConflictId = (conflictId: string): ConflictedEntity | undefined => {
  const [context, kind, scope = '', ...rest] = conflictId.split(':');
  const source = conflictSources.find((one) => one.context === context && one.kind === kind);
  const id = rest.join(':');
  return source && SCOPE.test(scope) && isEntityId(id) ? { source, scope: scope.replace('~', '/'), id } : undefined;
};
