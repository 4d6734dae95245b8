import { describe, expect, it } from '@jest/globals';
import { assertNever, invariant } from './assert.js';

/** What only a bug can reach says which bug, and nothing that must not be logged. */
describe('assertNever', () => {
  const reach = (value: unknown) => () => assertNever(value as never);

  it.each([
    ['a word', 'settled', 'Unreachable: settled'],
    ['a bigint', 5n, 'Unreachable: 5'],
    ['null', null, 'Unreachable: null'],
    ['an event, by its type', { type: 'TransferSettled', name: 'Ana', amount: 5n }, 'Unreachable: TransferSettled'],
    ['a row, by its kind', { kind: 'transfer', name: 'Ana' }, 'Unreachable: transfer'],
    ['another object, by its fields', { name: 'Ana', amount: 5n }, 'Unreachable: an object of name, amount'],
  ])('names %s', (_what, value, message) => {
    expect(reach(value)).toThrow(new Error(message));
  });
});

describe('invariant', () => {
  it('passes what holds and throws what does not', () => {
    expect(() => {
      invariant(1, 'one is true');
    }).not.toThrow();
    expect(() => {
      invariant('', 'a name is given');
    }).toThrow('Invariant broken: a name is given');
  });
});
