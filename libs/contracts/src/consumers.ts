import { Topics, type TopicName } from './topics.js';

/** Who reads a raw topic, and where it keeps its books. */
export interface ConsumerContract {
  /** Its name in its own tables, its metrics and on the command line. */
  readonly name: string;
  /** The schema of its context, with its checkpoints. */
  readonly schema: string;
  readonly topics: readonly TopicName[];
  /** Where its app answers health and metrics unless told otherwise. */
  readonly port: number;
  /** The Kafka consumer group whose members share its partitions. */
  readonly groupId: string;
  /** It keeps deliveries as they came and folds nothing: it has no log, no parked keys and no way out. */
  readonly archives?: true;
}

/** Every consumer, declared once: its app and the command line name it from here. */
export const Consumers = {
  transfers: {
    name: 'transfers',
    schema: 'transfers',
    topics: [Topics.transfers.name],
    port: 4111,
    groupId: 'caudal.transfers',
  },
  cards: { name: 'cards', schema: 'cards', topics: [Topics.cards.name], port: 4112, groupId: 'caudal.cards' },
  ledger: {
    name: 'ledger',
    schema: 'ledger',
    // The money facts of transfers, and which account a card spends from, come from the others' topics.
    topics: [Topics.ledger.name, Topics.transfers.name, Topics.cleanCards.name],
    port: 4113,
    groupId: 'caudal.ledger',
  },
  accounts: {
    name: 'accounts',
    schema: 'accounts',
    topics: [Topics.accounts.name],
    port: 4114,
    groupId: 'caudal.accounts',
  },
  journal: {
    name: 'journal',
    schema: 'journal',
    topics: [
      Topics.transfers.name,
      Topics.cards.name,
      Topics.ledger.name,
      Topics.accounts.name,
      Topics.unclassified.name,
      Topics.quarantine.name,
    ],
    port: 4115,
    groupId: 'caudal.journal',
    archives: true,
  },
} as const satisfies Record<string, ConsumerContract>;

/** The consumers that keep a log and fold it: all but the archive. */
export const contextConsumers: readonly ConsumerContract[] = (Object.values(Consumers) as ConsumerContract[]).filter(
  ({ archives = false }) => !archives,
);

/** What a person types when partitions of a consumer stand still. */
export const resumeCommand = (consumer: string): string => `npm run caudal -- resume ${consumer}`;
