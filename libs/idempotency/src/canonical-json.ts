/**
 * One text for one JSON value: keys sorted by UTF-16 code units, no spaces, strings and numbers as `JSON.stringify`
 * writes them (RFC 8785), but integers beyond 2^53 keep their digits, where RFC 8785 knows doubles only.
 *
 * Values are those of `parseExact`. `undefined` members are left out, as JSON does.
 */
export const canonicalJson = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'bigint':
      return value.toString();
    case 'number':
      // JSON text such as 1e400 reads as Infinity. It must not become the `null` that another event may hold, and its
      // text must read as the same value again; every such number is one.
      return Number.isFinite(value) ? JSON.stringify(value) : infinite(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? canonicalArray(value) : canonicalObject(value as Record<string, unknown>);
    default:
      throw new TypeError(`A ${typeof value} is not JSON`);
  }
};

const infinite = (value: number): string => {
  if (Number.isNaN(value)) throw new TypeError('NaN is not JSON');
  return value > 0 ? '1e999' : '-1e999';
};

const canonicalArray = (values: readonly unknown[]): string => {
  let text = '[';
  for (let at = 0; at < values.length; at += 1) text += (at === 0 ? '' : ',') + canonicalJson(values[at]);
  return `${text}]`;
};

const canonicalObject = (object: Readonly<Record<string, unknown>>): string => {
  let text = '{';
  for (const key of Object.keys(object).sort()) {
    const member = object[key];
    if (member !== undefined) text += `${text === '{' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `${text}}`;
};
