import { beforeAll, afterAll, describe, expect, it } from '@jest/globals';
import { Topics, type TopicName } from '#contracts';
import { RecordRefusedError, type OutgoingRecord, type ReceivedRecord, type RecordPublisher } from '#messaging';

/** An adapter, and what its log holds by the log's own account. */
export interface PublisherUnderTest {
  readonly publisher: RecordPublisher;
  /** In the order of each key. */
  read(topic: TopicName): Promise<readonly Omit<ReceivedRecord, 'offset'>[]>;
  close(): Promise<void>;
}

const RAW = Topics.transfers.name;
const OTHER = Topics.cards.name;
const UNKNOWN = 'mono.nobody.v1' as TopicName;

const record = (key: string, text: string, topic: TopicName = RAW): OutgoingRecord => ({
  topic,
  key,
  value: Buffer.from(text),
  headers: {},
});

/** Keys, bytes and headers that a careless adapter would change. */
const EVERY_BYTE: readonly OutgoingRecord[] = [
  { topic: RAW, key: 'every byte', value: Buffer.from(Array.from({ length: 256 }, (_, at) => at)), headers: {} },
  { topic: RAW, key: 'nothing', value: Buffer.alloc(0), headers: { ce_id: 'x' } },
  {
    topic: RAW,
    key: 'trf_ñ:1',
    value: Buffer.from('{"amount": 9007199254740993 }\n'),
    headers: {
      ce_type: 'la.mono.bank_transfer_approved',
      'content-type': 'application/json',
      note: 'más — 送金',
    },
  },
];

/** What every `RecordPublisher` must do, whatever it publishes to. */
export const recordPublisherSuite = (adapter: string, start: () => Promise<PublisherUnderTest>): void => {
  describe(`the publisher port: ${adapter}`, () => {
    let under: PublisherUnderTest;

    beforeAll(async () => {
      under = await start();
    });
    afterAll(() => under.close());

    const textsOf = async (key: string, topic: TopicName = RAW): Promise<string[]> =>
      (await under.read(topic)).filter((one) => one.key === key).map(({ value }) => value.toString());

    it('publishes bytes, keys and headers exactly', async () => {
      await under.publisher.publish(EVERY_BYTE);
      const kept = await under.read(RAW);
      for (const { key, value, headers } of EVERY_BYTE) {
        const found = kept.filter((one) => one.key === key);
        expect(found).toHaveLength(1);
        expect(found[0]?.value.equals(value)).toBe(true);
        expect(found[0]?.headers).toEqual(headers);
      }
    });

    it('has every record when it resolves', async () => {
      const texts = Array.from({ length: 200 }, (_, at) => String(at));
      await under.publisher.publish(texts.map((text) => record(`all/${text}`, text)));
      const kept = await under.read(RAW);
      expect(kept.filter(({ key }) => key.startsWith('all/'))).toHaveLength(200);
    });

    it('keeps the order of a key, within a call and between calls that wait', async () => {
      const texts = Array.from({ length: 60 }, (_, at) => String(at));
      for (let at = 0; at < texts.length; at += 20) {
        await under.publisher.publish(texts.slice(at, at + 20).map((text) => record('in order', text)));
      }
      expect(await textsOf('in order')).toEqual(texts);
    });

    it('publishes to several topics in one call', async () => {
      await under.publisher.publish([record('both', 'here'), record('both', 'there', OTHER)]);
      expect([await textsOf('both'), await textsOf('both', OTHER)]).toEqual([['here'], ['there']]);
    });

    it('publishes nothing when given nothing', async () => {
      const before = (await under.read(OTHER)).length;
      await under.publisher.publish([]);
      expect(await under.read(OTHER)).toHaveLength(before);
    });

    it('rejects an unknown topic, and goes on', async () => {
      const refusal = await under.publisher.publish([record('k', 'lost', UNKNOWN)]).catch((error: unknown) => error);
      // The topic may come to be: it is not the record that is at fault.
      expect(refusal).toBeInstanceOf(Error);
      expect(refusal).not.toBeInstanceOf(RecordRefusedError);
      await under.publisher.publish([record('after unknown', 'kept')]);
      expect(await textsOf('after unknown')).toEqual(['kept']);
    });

    it('rejects what is too large for the log, for good, and goes on', async () => {
      const large = record('large', 'x'.repeat(2_000_000));
      await expect(under.publisher.publish([large])).rejects.toThrow(RecordRefusedError);
      await under.publisher.publish([record('after large', 'kept')]);
      expect([await textsOf('large'), await textsOf('after large')]).toEqual([[], ['kept']]);
    });
  });
};
