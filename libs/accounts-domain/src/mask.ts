/** Digits of an account's or a person's number that a read may show. */
const SHOWN = 4;

/** A number whose last four characters are legible; one that has no more than these shows none of them. */
export const masked = (number: string | null): string | null => {
  if (number === null) return null;
  // By characters and not by halves of them: whatever stands there instead of digits, a column must hold the rest.
  const characters = Array.from(number);
  const hidden = characters.length <= SHOWN ? characters.length : characters.length - SHOWN;
  return '•'.repeat(hidden) + characters.slice(hidden).join('');
};

/** The last four digits of a BVN, which comes as these or as all eleven; null for what is no such number. */
export const lastFour = (bvn: string | null): string | null => /\d{4}$/.exec(bvn?.trim() ?? '')?.[0] ?? null;
