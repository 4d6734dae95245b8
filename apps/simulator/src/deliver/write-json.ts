import type { JsonObject, JsonValue } from '../bank/json.js';

export interface JsonStyle {
  /** Puts an object's keys in order; the default leaves them as they are. */
  readonly keys?: (keys: string[]) => string[];
  /** Spaces a level; 0 writes everything on one line. */
  readonly indent?: number;
}

/** JSON with exact integers of any size, which `JSON.stringify` cannot write. */
export const writeJson = (value: JsonValue, style: JsonStyle = {}): string => write(value, style, '');

const write = (value: JsonValue, style: JsonStyle, margin: string): string => {
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const inner = style.indent ? `${margin}${' '.repeat(style.indent)}` : '';
  if (isList(value)) {
    return enclose(
      '[',
      value.map((item) => write(item, style, inner)),
      ']',
      style,
      margin,
      inner,
    );
  }
  const keys = Object.keys(value);
  const members = (style.keys ? style.keys(keys) : keys).map((key) => {
    const colon = style.indent ? ': ' : ':';
    return `${JSON.stringify(key)}${colon}${write(value[key] ?? null, style, inner)}`;
  });
  return enclose('{', members, '}', style, margin, inner);
};

const isList = (value: JsonObject | readonly JsonValue[]): value is readonly JsonValue[] => Array.isArray(value);

const enclose = (open: string, parts: string[], close: string, style: JsonStyle, margin: string, inner: string) => {
  if (!style.indent || parts.length === 0) return `${open}${parts.join(',')}${close}`;
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${margin}${close}`;
};
