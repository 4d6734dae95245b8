/** What every example of a card event says in our own terms: place, fact, compared fields and the step itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { decodeRecord } from '#event-store';
import { logRecord } from '#testing';
import { cardsContext } from './context.js';

const EXAMPLES = join(import.meta.dirname, '../../../../test/fixtures/mono/examples');

describe.each(['colombia', 'nigeria'] as const)('a card event of Mono in %s, normalised', (country) => {
  const files = readdirSync(join(EXAMPLES, country)).filter((file) => /^(issuing\.)?card_/.test(file));

  it.each(files)('%s', (file) => {
    const body = readFileSync(join(EXAMPLES, country, file));
    const decoded = decodeRecord(cardsContext, logRecord({ provider: `mono-${country}`, body }, 0n));
    const placed = decoded.ok ? decoded.value?.placed : undefined;
    expect(placed && 'event' in placed && placed.event).toMatchSnapshot();
  });
});
