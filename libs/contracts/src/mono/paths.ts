import { createHash } from 'node:crypto';

export type Data = Readonly<Record<string, unknown>>;

/** The value at a dotted path, if it is text. */
export const textAt = (data: Data, path: string): string | undefined => {
  let value: unknown = data;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return typeof value === 'string' && value.length > 0 ? value : undefined;
};

/** The first path that holds text. */
export const firstTextAt = (data: Data, paths: readonly string[]): string | undefined => {
  for (const path of paths) {
    const text = textAt(data, path);
    if (text !== undefined) return text;
  }
  return undefined;
};

const ID = /^[A-Za-z0-9_.:-]{1,128}$/;

export const isEntityId = (text: string | undefined): text is string => text !== undefined && ID.test(text);

/**
 * A merchant's reference as an entity id. Merchants write what they like: a reference outside the charset is replaced
 * by its SHA-256 (the reference itself stays in the body and in the view).
 */
export const referenceId = (reference: string | undefined): string | undefined =>
  reference === undefined || isEntityId(reference) ? reference : createHash('sha256').update(reference).digest('hex');
