import type { z } from 'zod';
import type { EntityKind } from '#contracts';

/** One kind of entity that can be read. All of them share every line of code but these. */
export interface EntityDescriptor {
  /** Below `/v1/`. */
  readonly path: string;
  /** As the log names it. */
  readonly kind: EntityKind;
  /** As people name one. */
  readonly name: string;
  /** The schema of its context, with its log and its parked keys. */
  readonly context: string;
  /** Its projection, without the schema. */
  readonly table: string;
  readonly schema: z.ZodType;
  readonly page: z.ZodType;
  /** Its id is a merchant's reference, which may be asked for as the merchant wrote it. */
  readonly byReference?: true;
  /** Filters of its own, each named for the column that it must equal. */
  readonly filters: Readonly<Record<string, z.ZodType<string | undefined>>>;
  /** What is computed when read, as SQL over the row `e`, by its name in the answer. */
  readonly computed?: Readonly<Record<string, string>>;
  /** Entities that live inside another's row and can be read under ids of their own. */
  readonly parts?: PartsDescriptor;
  /** Addresses of what belongs to it, beyond itself and its events. */
  readonly links?: (view: EntityRecord) => Readonly<Record<string, string>>;
}

/** A view as the projection keeps it: the answer less what a read adds. */
export type EntityRecord = Readonly<Record<string, unknown>> & { readonly id: string };

/** How an entity is found that lives inside another's row, and what is answered for it. */
export interface PartsDescriptor {
  /** SQL over the row `e`: it holds a part whose id is `$1`. */
  readonly held: string;
  readonly viewOf: (whole: EntityRecord, id: string) => EntityRecord;
}
