import { describe, expect, it } from '@jest/globals';
import { CleanEvents, LEDGER_ACCOUNT_CHANGED, Topics } from '#contracts';
import { contexts } from './contexts.js';

/** What is published is documented, on the topic where it is published, and nothing else is. */
describe('the documents of the clean topics', () => {
  it('have every kind of change that a context publishes', () => {
    const published = [...contexts.values()].flatMap(({ cleanTopic, projections }) =>
      [...projections.values()].flatMap(({ changeType }) =>
        changeType === null ? [] : [`${cleanTopic} ${changeType}`],
      ),
    );
    expect(CleanEvents.map(({ topic, type }) => `${topic} ${type}`).sort()).toEqual(
      // An account follows from what is posted on it, not from a projection.
      [...published, `${Topics.cleanLedger.name} ${LEDGER_ACCOUNT_CHANGED}`].sort(),
    );
  });
});
