import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../../..');
export const at = (...parts) => join(ROOT, ...parts);

/** The project's own Node: every script runs on it, whatever the machine has. */
export const NODE = at('node_modules/.bin/node');
export const NODE_MAJOR = 24;
