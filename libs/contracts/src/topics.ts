/** Raw topics hold Mono's exact bytes; clean topics hold Caudal's views. Key and headers: `cloud-event.ts`. */
const DAY_MS = 86_400_000;

/** A live topic's partition count is never changed: it would move keys between partitions and break their order. */
const PARTITIONS = 12;

const topic = <const Name extends string, const Kind extends 'raw' | 'clean' | 'quarantine' | 'seals'>(
  name: Name,
  kind: Kind,
  /** Milliseconds; -1 is for ever. */
  retentionMs: number,
) => ({ name, kind, partitions: PARTITIONS, retentionMs }) as const;

/** Every topic, declared once: the migrator creates them, apps and documents name them from here. */
export const Topics = {
  // The contexts keep their own log for ever; seven days outlast a long weekend with the consumers stopped.
  transfers: topic('mono.transfers.v1', 'raw', 7 * DAY_MS),
  cards: topic('mono.cards.v1', 'raw', 7 * DAY_MS),
  ledger: topic('mono.ledger.v1', 'raw', 7 * DAY_MS),
  accounts: topic('mono.accounts.v1', 'raw', 7 * DAY_MS),
  unclassified: topic('mono.unclassified.v1', 'raw', 7 * DAY_MS),
  // What failed verification: long enough to mend a secret, not for ever (it is nobody's word).
  quarantine: topic('caudal.quarantine.v1', 'quarantine', 7 * DAY_MS),
  cleanTransfers: topic('caudal.transfers.v1', 'clean', 30 * DAY_MS),
  cleanCards: topic('caudal.cards.v1', 'clean', 30 * DAY_MS),
  cleanLedger: topic('caudal.ledger.v1', 'clean', 30 * DAY_MS),
  cleanAccounts: topic('caudal.accounts.v1', 'clean', 30 * DAY_MS),
  // Where every chain of the journal stood, signed: outside the database, for as long as anybody may ask.
  seals: topic('caudal.seals.v1', 'seals', -1),
} as const;

export type Topic = (typeof Topics)[keyof typeof Topics];
export type TopicName = Topic['name'];
export type RawTopicName = Extract<Topic, { kind: 'raw' }>['name'];
