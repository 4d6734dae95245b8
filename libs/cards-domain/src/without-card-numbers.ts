/** Digits in a row, alone or in groups. */
const DIGITS = /\d(?:[ -]?\d)*/g;

/** ISO/IEC 7812: a card's number has up to nineteen digits, none of those in use fewer than thirteen. */
const [DIGITS_MIN, DIGITS_MAX] = [13, 19];

/**
 * Text that a person or a merchant wrote, with any card number in it cut to its last four digits. What passes the
 * check digit (Luhn) is taken for one: a reference that does so by chance loses its beginning, which hurts nobody.
 */
export const withoutCardNumbers = (text: string | null): string | null =>
  text?.replace(DIGITS, (run) => {
    const lastFour = endOfCardNumber(run.replace(/\D/g, ''));
    return lastFour === undefined ? run : `…${lastFour}`;
  }) ?? null;

const endOfCardNumber = (digits: string): string | undefined => {
  for (let start = 0; start + DIGITS_MIN <= digits.length; start += 1) {
    for (let length = DIGITS_MAX; length >= DIGITS_MIN; length -= 1) {
      const found = digits.slice(start, start + length);
      if (found.length === length && isCardNumber(found)) return found.slice(-4);
    }
  }
  return undefined;
};

/** Schemes number their cards from 2 to 6; the check digit makes the weighted sum a multiple of ten. */
const isCardNumber = (digits: string): boolean => {
  if (!/^[2-6]/.test(digits)) return false;
  let sum = 0;
  for (let fromEnd = 0; fromEnd < digits.length; fromEnd += 1) {
    const digit = Number(digits[digits.length - 1 - fromEnd]);
    const weighted = fromEnd % 2 === 1 ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
};
