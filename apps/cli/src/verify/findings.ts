/** What a proof may find wrong; closed. Each says what was done to the data, as far as it shows. */
export type FindingKind =
  | 'body_changed'
  | 'row_changed'
  | 'row_missing'
  | 'row_inserted'
  | 'chain_broken'
  | 'chain_cut'
  | 'seal_broken'
  | 'seal_unusable'
  | 'seal_missing'
  | 'lookup_changed'
  | 'signature_invalid'
  | 'event_changed'
  | 'parked_changed'
  | 'event_without_delivery'
  | 'delivery_without_event';

export interface Finding {
  readonly kind: FindingKind;
  /** Where, by the names that people look things up with. */
  readonly where: string;
  readonly detail: string;
}

/** Rows that one question may find wrong: more have one cause, or are on their way. */
export const ROWS_MAX = 1_000;

/** A thousand findings have one cause, and nobody reads more; all are counted. */
const KEPT_MAX = 1_000;

/** What was found so far. */
export class Findings {
  readonly #kept: Finding[] = [];
  #total = 0;

  add(kind: FindingKind, where: string, detail: string): void {
    this.#total += 1;
    if (this.#kept.length < KEPT_MAX) this.#kept.push({ kind, where, detail });
  }

  get total(): number {
    return this.#total;
  }

  get kept(): readonly Finding[] {
    return this.#kept;
  }
}
