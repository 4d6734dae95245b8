/** How logs are shared out to be read; that they are read whole is seen wherever an entity is folded anew. */
import { describe, expect, it } from '@jest/globals';
import type { Sql } from '#persistence';
import { partsByLog, type EntityRef } from './entities.js';

const refs = (count: number): EntityRef[] =>
  Array.from({ length: count }, (_, at) => ({ kind: 'transfer', scope: 'one', entityId: String(at) }));

/** A database that says how long each log is. */
const withLogs = (lengths: readonly number[]): Sql => ({
  query: <Row>() =>
    Promise.resolve(
      lengths.map((events, at) => ({ ...{ kind: 'transfer', scope: 'one' }, entity_id: String(at), events })),
    ) as Promise<Row[]>,
});

describe('partsByLog', () => {
  it.each([
    ['together as long as they are short', [1, 1, 1], [['0', '1', '2']]],
    ['apart where they are long', [3_000, 3_000, 2_000, 1], [['0'], ['1', '2'], ['3']]],
    ['one by itself that is too long already', [1, 9_000, 1], [['0'], ['1'], ['2']]],
    ['also those of which nothing was ever told', [0, 5_000, 0], [['0', '1', '2']]],
  ])('takes logs %s', async (_how, lengths, parts) => {
    const shared = await partsByLog(withLogs(lengths), 'transfers', refs(lengths.length));
    expect(shared.map((part) => part.map(({ entityId }) => entityId))).toEqual(parts);
  });

  it('asks for nothing where there is one, or none', async () => {
    const asked = { query: () => Promise.reject(new Error('nothing is to be asked')) };
    expect(await partsByLog(asked, 'transfers', refs(1))).toEqual([refs(1)]);
    expect(await partsByLog(asked, 'transfers', [])).toEqual([]);
  });
});
