import { STATUS_CODES } from 'node:http';
import type { INestApplication, Type } from '@nestjs/common';
import { SwaggerModule, type DocumentBuilder, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { ErrorCodes } from '#contracts';

export type OpenApiDocument = OpenAPIObject;

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
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
      // zod's pattern of a date and time has 250 characters and says what the format says.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      const { def } = zodSchema._zod;
      if (def.type === 'object' && def.catchall === undefined) delete jsonSchema.additionalProperties;
    },
  });
  // Said once, by the document.
  delete rest.$schema;
  return { schema: rest, components: $defs ?? {} };
};

/**
 * The document of one module of an application: what its controllers declare, and the errors that every route can answer.
 * Probes and metrics, of a module of their own, are no part of it.
 */
export const openApiOf = (app: INestApplication, module: Type, about: DocumentBuilder): OpenApiDocument =>
  withProblems(
    SwaggerModule.createDocument(app, about.setOpenAPIVersion('3.1.0').build(), {
      standardSchemaConverter,
      include: [module],
    }),
  );

const Problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(Object.keys(ErrorCodes)).meta({ description: 'Stable: what programs read' }),
  })
  .meta({ description: 'RFC 9457' });

/** Everywhere: a bad query, no key, no scope, a database away. Where an id is named: none such, or several. */
const EVERYWHERE = [400, 401, 403, 503];
const WITH_ID = [404, 409];

const withProblems = (document: OpenApiDocument): OpenApiDocument => {
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  for (const [path, item] of Object.entries(document.paths)) {
    for (const status of [...EVERYWHERE, ...(path.includes('{id}') ? WITH_ID : [])].sort()) {
      for (const operation of [item.get, item.post]) {
        if (operation) operation.responses[status] = { description: STATUS_CODES[status] ?? '', content };
      }
    }
  }
  const problem = z.toJSONSchema(Problem);
  delete problem.$schema;
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problem as Schemas[string] },
  };
  return document;
};

/** `/openapi.json` and the page at `/docs`, with every file of it served from here. */
export const serveOpenApi = (app: INestApplication, document: OpenApiDocument): void => {
  SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'openapi.json', raw: ['json'] });
};
