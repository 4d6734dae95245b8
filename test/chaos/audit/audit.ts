import type { ChaosSystem } from '../system/start-system.js';
import { contextConsumers } from '#contracts';
import type { Tale } from '../tale.js';
import type { Campaign } from '../traffic/campaign.js';
import type { Delivery } from '../../../apps/simulator/src/story/tell-story.js';
import { compareArchive } from './archive.js';
import { compareEvents, storedIdentities } from './events.js';
import { expectedReads } from './expected-reads.js';
import { expectedOfAll } from './expected-of-all.js';
import { unbalanced } from './postings.js';
import { proveAll } from './prove-all.js';
import { compareReads, readList } from './reads.js';

/** What a campaign ends with. */
export interface Verdict {
  readonly acked: number;
  readonly lost: number;
  readonly doubled: number;
  readonly wrong: number;
  /** A few of each kind, as sentences. */
  readonly examples: readonly string[];
}

const EXAMPLES_MAX = 10;

/**
 * Counts when everything has come to rest. Two sources that know nothing of each other are compared: the sender's own
 * list of what was answered 200 and the bank's own books, against the log in PostgreSQL and what the API tells a user.
 */
export const audit = async (
  system: ChaosSystem,
  { deliveries, book, contexts }: Campaign,
  acknowledged: readonly Delivery[],
  tale: Tale,
): Promise<Verdict> => {
  const { admin, apiUrl, installation, consumers } = system;
  const logs = contextConsumers.filter(({ name }) => [...consumers.keys()].some((running) => running === name));
  const events = compareEvents(deliveries, acknowledged, await storedIdentities(admin, logs));
  const api = { url: apiUrl, key: installation.apiKey };
  const differences: string[] = [];
  const expected = { ...expectedReads(book), ...(contexts === 'all' ? expectedOfAll(book) : {}) };
  for (const [path, reads] of Object.entries(expected)) {
    differences.push(...compareReads(path, reads, await readList(api, path)));
    tale.say(`${path}: ${reads.length} in the books`);
  }
  const beyond = contexts === 'all' ? await beyondReads(system, acknowledged, tale) : NOTHING;
  return {
    acked: events.acknowledged,
    lost: events.lost + beyond.unarchived.length,
    doubled: events.doubled,
    wrong: events.strange + differences.length + beyond.wrong,
    examples: [
      ...events.examples,
      ...[differences, beyond.unarchived, beyond.examples].flatMap((some) => some.slice(0, EXAMPLES_MAX)),
    ],
  };
};

interface Beyond {
  /** Deliveries that were answered 200 and are not in the archive, one sentence each. */
  readonly unarchived: readonly string[];
  readonly wrong: number;
  readonly examples: readonly string[];
}

const NOTHING: Beyond = { unarchived: [], wrong: 0, examples: [] };

/** What no list shows: the archive, the sums of the postings, and the product's own proofs. */
const beyondReads = async (system: ChaosSystem, acknowledged: readonly Delivery[], tale: Tale): Promise<Beyond> => {
  const unarchived = await compareArchive(system.admin, acknowledged);
  const sums = await unbalanced(system.admin);
  const proofs = await proveAll(system, tale);
  return { unarchived, wrong: sums.length + proofs.wrong, examples: [...sums, ...proofs.examples] };
};

/** The line that scripts read. */
export const closingLine = ({ acked, lost, doubled, wrong }: Verdict): string =>
  `acked ${acked}, lost ${lost}, doubled ${doubled}, wrong ${wrong}`;

export const isClean = ({ lost, doubled, wrong }: Verdict): boolean => lost + doubled + wrong === 0;
