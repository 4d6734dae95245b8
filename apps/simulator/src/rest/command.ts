import type { Result } from '#kernel';
import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import type { Entity } from '../bank/entity.js';
import type { Refusal } from '../bank/refusal.js';
import { parsed, refused } from './api-error.js';

/** One thing that `POST /control/commands/{name}` does: reads the body, acts, answers what it acted on. */
export type Command = (bank: Bank, body: unknown) => { readonly id: string; readonly state: string };

export const command =
  <S extends z.ZodType>(
    schema: S,
    run: (bank: Bank, request: z.infer<S>) => Result<Pick<Entity, 'id' | 'state'>, Refusal>,
  ): Command =>
  (bank, body) => {
    const outcome = run(bank, parsed(schema, body));
    if (!outcome.ok) throw refused(outcome.error);
    return { id: outcome.value.id, state: outcome.value.state };
  };

export const ById = z.strictObject({ id: z.string().min(1) });
/** A merchant's reference, as Mono Nigeria takes it. */
export const reference = z.string().regex(/^[A-Za-z0-9_.:-]{10,24}$/, 'must be 10 to 24 letters, digits or _ . : -');
export const Outcome = z.enum(['successful', 'failed']).default('successful');
export const BankOf = z
  .strictObject({ name: z.string(), code: z.string() })
  .default({ name: 'Access Bank', code: '044' });
