import type { INestApplication, Type } from '@nestjs/common';
import { DocumentBuilder } from '@nestjs/swagger';
import { openApiOf, type OpenApiDocument } from './openapi.js';

// The major version of the addresses (`/v1`); it is not the version of the program that answers.
const API_VERSION = '1';

const ABOUT = `Reads of the record that Caudal keeps of a company's money.

Amounts are minor units as strings of digits. Times are ISO 8601 in UTC. What is not known is \`null\`, never missing.
\`state\` is the provider's word and open; \`final\` is ours. New fields may be added at any time.
Every error is \`application/problem+json\` with a stable \`code\`.`;

/** @param module whose controllers the document is of */
export const documentOf = (app: INestApplication, module: Type): OpenApiDocument =>
  openApiOf(
    app,
    module,
    new DocumentBuilder().setTitle('Caudal API').setDescription(ABOUT).setVersion(API_VERSION).addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'caudal_<id>_<secret>',
      description: 'An API key',
    }),
  );
