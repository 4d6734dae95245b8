import type { Generator } from './generator.js';

/** The API's document, printed by the API itself: apps never import each other. */
export const openApi: Generator = async ({ outputOf }) => [
  { path: 'docs/openapi.json', content: await outputOf('apps/api/src/openapi/print.js') },
];
