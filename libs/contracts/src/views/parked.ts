import { z } from 'zod';
import { InstantView } from './common.js';

/** Why a key was parked: what is wrong with the record that stands first. */
const ParkedReason = z.enum([
  'bad_headers',
  'unreadable_body',
  'no_route',
  'unreadable_event',
  'failed_to_apply',
  'behind_parked',
]);

/** A key whose records wait for a person: where they stand, never what they say. */
export const ParkedKey = z
  .object({
    id: z.uuid(),
    consumer: z.string().meta({ description: 'The context that cannot apply it' }),
    record_key: z.string().meta({ description: 'The ordering key: nearly always the id of the entity' }),
    reason: z.string().meta({ description: `Open; today one of ${ParkedReason.options.join(', ')}` }),
    detail: z.string().meta({ description: 'Names of fields and what is wrong with them, for people' }),
    parked_at: InstantView,
    records: z.int().meta({ description: 'Records that wait, in the order in which a release applies them' }),
    oldest_record: z
      .object({ topic: z.string(), partition: z.int(), offset: z.string().regex(/^\d+$/) })
      .nullable()
      .meta({ description: 'The one that is applied first' }),
    release: z
      .object({
        requested_at: InstantView.nullable().meta({ description: 'Null when nobody asks for it now' }),
        requested_by: z.string().nullable(),
        failed_at: InstantView.nullable().meta({ description: 'When the last one stopped at a record; ask again' }),
        failure: z.string().nullable(),
      })
      .meta({ description: 'What became of the wish to apply them' }),
    links: z.record(z.string(), z.string()),
  })
  .meta({ id: 'ParkedKey' });
export type ParkedKey = z.infer<typeof ParkedKey>;
