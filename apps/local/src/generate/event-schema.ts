import { z } from 'zod';

/**
 * A view as JSON Schema, draft 7: the one that AsyncAPI reads as it is. What is an object stays open: fields may be
 * added at any time, and a subscriber that refuses them would stop at the first.
 */
export const eventSchema = (schema: z.ZodType): Record<string, unknown> =>
  z.toJSONSchema(schema, {
    target: 'draft-7',
    override: ({ jsonSchema, zodSchema }) => {
      delete jsonSchema.id;
      // zod's pattern of a date and time has 250 characters and says what the format says.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      const { def } = zodSchema._zod;
      if (def.type === 'object' && def.catchall === undefined) delete jsonSchema.additionalProperties;
    },
  });
