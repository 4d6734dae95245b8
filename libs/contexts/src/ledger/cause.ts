import type { EntityKind, LedgerCauseView } from '#contracts';

/** What moves money, as its events make it. */
export interface Cause {
  readonly kind: EntityKind;
  readonly scope: string;
  readonly view: LedgerCauseView;
}

export const causeKey = ({ kind, scope, view }: Pick<Cause, 'kind' | 'scope'> & { view: { id: string } }): string =>
  `${view.id}\n${kind}\n${scope}`;

/** Accounts are a provider's; what is only tested never meets what is real. */
export const accountScopeOf = ({ view: { provider, livemode } }: Cause): string =>
  livemode ? provider : `${provider}/test`;

/** Three parameters that name causes, and their table. */
export const causeArrays = (causes: readonly Cause[]): string[][] => [
  causes.map(({ kind }) => kind),
  causes.map(({ scope }) => scope),
  causes.map(({ view }) => view.id),
];
export const CAUSE_TABLE = 'unnest($1::text[], $2::text[], $3::text[]) as cause (kind, scope, cause_id)';
