import { PublishDeadlineError, type OutgoingRecord } from '#messaging';
import type { Circuit } from './circuit.js';

/** How long a record may wait for the spool, in milliseconds. */
export interface SpoolLimits {
  /** After it has waited for the broker in vain. */
  readonly afterBrokerMs: number;
  /** When it goes there at once. */
  readonly straightMs: number;
}

export interface Keeping {
  readonly producer: { readonly depth: number; send(record: OutgoingRecord): Promise<void> };
  readonly spool: { readonly depth: number; put(record: OutgoingRecord, withinMs: number): Promise<void> };
  readonly circuit: Circuit;
  readonly limits: SpoolLimits;
}

/**
 * Keeps a record on the broker, or in the spool when the broker does not take it in time: `send` resolves when one of
 * the two has it for good, and rejects when neither is known to.
 *
 * What missed its deadline may be on its way to the broker all the same, and what tries the broker goes to both: such
 * a record is there twice, once with `ce_origin=spool`, and counts once (P3). Newer records of a key may reach the
 * broker while older ones stand in the spool: folds do not depend on the order of arrival (P4).
 */
export const keeper = ({ producer, spool, circuit, limits }: Keeping): Keeping['producer'] => {
  const toSpool = (record: OutgoingRecord, withinMs: number): Promise<void> => spool.put(asSpooled(record), withinMs);

  const toBroker = async (record: OutgoingRecord): Promise<void> => {
    try {
      await producer.send(record);
    } catch (error) {
      // A queue that is full says nothing about the broker: what is in it may be taken in time.
      if (!(error instanceof PublishDeadlineError)) return toSpool(record, limits.afterBrokerMs);
      circuit.missed(record.topic);
      // A machine that stalls holds up both: whichever comes back first has it.
      return Promise.race([toSpool(record, limits.afterBrokerMs), error.acknowledgedLate]);
    }
    circuit.acknowledged(record.topic);
  };

  const toTheBrokerAsTry = async (record: OutgoingRecord): Promise<void> => {
    try {
      await producer.send(record);
    } catch (error) {
      circuit.tryFailed(record.topic);
      throw error;
    }
    circuit.acknowledged(record.topic);
  };

  return {
    get depth() {
      return producer.depth + spool.depth;
    },
    async send(record) {
      switch (circuit.wayOf(record.topic)) {
        case 'broker':
          return toBroker(record);
        case 'spool':
          return toSpool(record, limits.straightMs);
        case 'both':
          await Promise.any([toSpool(record, limits.straightMs), toTheBrokerAsTry(record)]);
      }
    },
  };
};

const asSpooled = (record: OutgoingRecord): OutgoingRecord => ({
  ...record,
  headers: { ...record.headers, ce_origin: 'spool' },
});
