import { describe, expect, it } from '@jest/globals';
import { reasonOf } from './reason-of.js';

/** What the person on call reads in a log and of a parked key: the fault, and nothing that a record said. */
describe('the reason of a failure', () => {
  const thrownBy = (work: () => unknown): Error => {
    try {
      work();
    } catch (error) {
      return error as Error;
    }
    throw new Error('nothing was thrown');
  };

  it('is the SQLSTATE and the message of the database, without what it quotes', () => {
    const driverError = Object.assign(new Error('as below'), { code: '22P02', detail: 'ROSA' });
    const error = Object.assign(new Error('invalid input syntax for type numeric: "ROSA"'), { driverError });
    expect(reasonOf(error)).toBe('Error 22P02: invalid input syntax for type numeric: "…"');
  });

  it('names the constraint that was broken, which is ours', () => {
    const message = 'new row for relation "transfers" violates check constraint "transfers_state_check"';
    expect(reasonOf(Object.assign(new Error(message), { code: '23514' }))).toBe(`Error 23514: ${message}`);
  });

  it('is the message of an error of ours', () => {
    expect(reasonOf(new Error('Invariant broken: a new row is a change'))).toContain('a new row is a change');
  });

  it.each([
    ['a number', () => BigInt('ROSA')],
    ['JSON', () => JSON.parse('ROSA') as unknown],
    ['JSON of lines that look like a place', () => JSON.parse('R\n at ROSA\n') as unknown],
  ])('is the place, where the language repeats %s that it cannot read', (_, work) => {
    const error = thrownBy(work);
    expect(error.message).toContain('R');
    const detail = reasonOf(error);
    expect(detail).toMatch(/^SyntaxError at /);
    expect(detail).not.toMatch(/ROSA|\/|file:/);
  });
});
