import { describe, expect, it } from '@jest/globals';
import { withoutCardNumbers } from './without-card-numbers.js';

// Numbers that card schemes publish for tests.
describe('a card number in a text', () => {
  it.each([
    ['4111111111111111', '…1111'],
    ['paid with 4111 1111 1111 1111, thanks', 'paid with …1111, thanks'],
    ['5555-5555-5555-4444', '…4444'],
    ['4111111111111111 12', '…1111'],
    ['ref 00 4111111111111111', 'ref …1111'],
    ['378282246310005', '…0005'],
  ])('is cut to its end: %s', (text, shown) => {
    expect(withoutCardNumbers(text)).toBe(shown);
  });

  it.each(['Compra en Mercado Ejemplo', 'NIT 900123456', '4111111111111112', '300 555 1234', ''])(
    'is not seen where there is none: %s',
    (text) => {
      expect(withoutCardNumbers(text)).toBe(text);
    },
  );

  it('is nowhere where there is no text', () => {
    expect(withoutCardNumbers(null)).toBeNull();
  });
});
