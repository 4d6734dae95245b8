import { describe, expect, it } from '@jest/globals';
import { tellOnce } from './tell-once.js';

/** The screen says once what waits for a person, and once that it does not any more. */
describe('telling once', () => {
  const transfers = (...awaitsPerson: string[]) => [{ name: 'transfers', up: true, awaitsPerson }];

  it('says a cause once, though its partitions come and go', () => {
    const said: string[] = [];
    const look = tellOnce((sentence) => said.push(sentence));
    look(transfers('mono.transfers.v1/0,1: log_is_another'));
    look(transfers('mono.transfers.v1/0,1,2: log_is_another'));
    expect(said).toEqual(['transfers waits for a person: mono.transfers.v1/0,1: log_is_another']);
  });

  it('says no end of what does not answer', () => {
    const said: string[] = [];
    const look = tellOnce((sentence) => said.push(sentence));
    look(transfers('a/1: one'));
    look([{ name: 'transfers', up: false, awaitsPerson: [] }]);
    expect(said).toHaveLength(1);
  });

  it('says another cause, the end, and a second beginning', () => {
    const said: string[] = [];
    const look = tellOnce((sentence) => said.push(sentence));
    for (const state of [['a/1: one'], ['a/1: one', 'a/2: two'], [], [], ['a/1: one']]) look(transfers(...state));
    expect(said.map((sentence) => sentence.replace('transfers ', ''))).toEqual([
      'waits for a person: a/1: one',
      'waits for a person: a/2: two',
      'goes on: nothing of it waits for a person any more.',
      'waits for a person: a/1: one',
    ]);
  });
});
