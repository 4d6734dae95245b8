import { z } from 'zod';
import { EntityView } from './common.js';

/** A card. Never its number: the last four digits are all that is shown of it. */
export const CardView = EntityView.omit({ amount: true }).extend({
  type: z.string().nullable().meta({ description: 'virtual or plastic' }),
  account_id: z.string().nullable().meta({ description: 'The ledger account that its purchases move' }),
  cardholder_id: z.string().nullable(),
  configuration_group_id: z.string().nullable(),
  nickname: z.string().nullable(),
  last_four: z.string().nullable(),
});
export type CardView = z.infer<typeof CardView>;
