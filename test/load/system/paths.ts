import { fileURLToPath } from 'node:url';

/** This file runs as dist/test/load/system/paths.js. */
export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** A compiled file, by its path under dist. */
export const built = (path: string): string => `${ROOT}dist/${path}`;
