import type { INestApplication } from '@nestjs/common';
import { SwaggerModule, type DocumentBuilder, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';

export type OpenApiDocument = OpenAPIObject;

type DocumentOptions = NonNullable<Parameters<typeof SwaggerModule.createDocument>[2]>;
type Converter = NonNullable<DocumentOptions['standardSchemaConverter']>;

/**
 * zod schemas as JSON Schema for OpenAPI 3.1. Left to itself zod closes every answer (`additionalProperties: false`),
 * so that a field added later would break generated clients: only what is declared strict stays closed.
 */
const standardSchemaConverter: Converter = (schema, { schemaType }) => {
  if (!(schema instanceof z.ZodType)) return undefined;
  const { $defs, ...rest } = z.toJSONSchema(schema, {
    io: schemaType,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ jsonSchema, zodSchema }) => {
      delete jsonSchema.id;
      const { def } = zodSchema._zod;
      if (def.type === 'object' && def.catchall === undefined) delete jsonSchema.additionalProperties;
    },
  });
  // Said once, by the document.
  delete rest.$schema;
  return { schema: rest, components: $defs ?? {} };
};

/** The document of an initialised application. */
export const openApiOf = (app: INestApplication, about: DocumentBuilder): OpenApiDocument =>
  SwaggerModule.createDocument(app, about.setOpenAPIVersion('3.1.0').build(), { standardSchemaConverter });

/** `/openapi.json` and the page at `/docs`, with every file of it served from here. */
export const serveOpenApi = (app: INestApplication, document: OpenApiDocument): void => {
  SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'openapi.json', raw: ['json'] });
};
