import type { Entity } from './entity.js';
import { isoMicros } from './time.js';

/** One thing of the books as others may read it. */
export interface BookThing {
  readonly id: string;
  /** The last state, in the provider's words. */
  readonly state: string;
  readonly account_id: string | null;
  readonly inserted_at: string;
  readonly updated_at: string;
  readonly history: readonly { readonly state: string; readonly rail: string | null; readonly at: string }[];
  /** The webhooks that were announced, in the bank's order. A thing of which nothing was told nobody can know. */
  readonly told: readonly { readonly type: string; readonly state: string | null; readonly at: string }[];
  /** The state of the last webhook: what a receiver shows where Mono has no event for the true one. */
  readonly told_state: string | null;
}

/** With money: minor units as digits. */
export interface BookRow extends BookThing {
  readonly amount: string;
  readonly currency: string;
  readonly [field: string]: unknown;
}

export const thingOf = (entity: Entity, accountId: string | null): BookThing => ({
  id: entity.id,
  state: entity.state,
  account_id: accountId,
  inserted_at: isoMicros(entity.insertedAtUs),
  updated_at: isoMicros(entity.updatedAtUs),
  history: entity.history.map(({ state, rail, atUs }) => ({ state, rail, at: isoMicros(atUs) })),
  told: entity.told.map(({ type, state, atUs }) => ({ type, state, at: isoMicros(atUs) })),
  told_state: entity.told.at(-1)?.state ?? null,
});

export const rowOf = (entity: Entity, amount: bigint, currency: string, accountId: string | null): BookRow => ({
  ...thingOf(entity, accountId),
  amount: amount.toString(),
  currency,
});
