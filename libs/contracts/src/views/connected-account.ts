import { z } from 'zod';
import { EntityView, InstantView, MoneyView } from './common.js';

/** The bank of an account that Caudal observes. */
export const ObservedBank = z.object({ name: z.string().nullable(), code: z.string().nullable() });

export const MaskedNumber = z
  .string()
  .nullable()
  .meta({ description: 'The last four characters; the others are dots', examples: ['••••••0001'] });

export const UndatedEvents = z
  .array(z.string())
  .meta({ description: 'Ids of events that told no time, twenty at most: what they say stands at a place we assume' });

/** Mono Nigeria: a bank account that its owner connected. Its balance is an observation, and is in no ledger. */
export const ConnectedAccountView = EntityView.omit({ amount: true }).extend({
  state: z.string().nullable().meta({ description: 'The data status while it is linked, then `unlinked`' }),
  final: z.boolean().meta({ description: 'It is unlinked. A new connection may bring the same id back' }),
  data_status: z.string().nullable().meta({ description: 'The newest that was told: open' }),
  linked: z.boolean(),
  reauthorisation_required: z.boolean(),
  name: z.string().nullable(),
  number: MaskedNumber,
  bank: ObservedBank.nullable(),
  type: z.string().nullable().meta({ description: "The bank's own words" }),
  balance: MoneyView.nullable().meta({ description: 'In kobo, as it was last retrieved' }),
  balance_as_of: InstantView.nullable().meta({ description: 'When that was, where anything told a time' }),
  bvn_last_four: z.string().nullable(),
  customer_id: z.string().nullable(),
  auth_method: z.string().nullable(),
  reference: z.string().nullable().meta({ description: 'What the caller gave when the linking was started' }),
  last_synced_at: InstantView.nullable().meta({ description: 'When data was last retrieved' }),
  undated_events: UndatedEvents,
});
export type ConnectedAccountView = z.infer<typeof ConnectedAccountView>;
