/** `1,234,567`; what is beyond the comma is rounded. */
export const integer = (value: number): string => Math.round(value).toLocaleString('en-US');

/** `4.8 s`, `75 s`, `12 min`. */
export const seconds = (ms: number): string => {
  const s = ms / 1_000;
  if (s < 10) return `${s.toFixed(1)} s`;
  return s < 100 ? `${s.toFixed(0)} s` : `${(s / 60).toFixed(0)} min`;
};

/** `1 event`, `2 events`. */
export const counted = (count: number, what: string): string => `${integer(count)} ${what}${count === 1 ? '' : 's'}`;
