/**
 * A subscriber of one of Caudal's topics, which keeps the current view of every entity and says what is new:
 *
 *     node docs/examples/subscriber.mjs 127.0.0.1:9092 caudal.transfers.v1
 *
 * Every record is the whole view (docs/events/asyncapi.json), delivered at least once. So the highest `ce_sequence` of
 * an entity is all that there is to know of it, and whatever is not above it was heard before.
 */
import { Kafka, logLevel } from 'kafkajs';

const [brokers = '127.0.0.1:9092', topic, groupId = 'example-subscriber'] = process.argv.slice(2);

/** Type and key → sequence and view. A service keeps this in its database, in one transaction with what it does. */
const entities = new Map();

const receive = ({ key, headers, value }) => {
  // Entities of two kinds may have one id: the type belongs to the key.
  const entity = `${headers.ce_type} ${key}`;
  const sequence = BigInt(headers.ce_sequence);
  if (sequence <= (entities.get(entity)?.sequence ?? -1n)) return;
  const view = JSON.parse(value);
  entities.set(entity, { sequence, view });
  console.log(JSON.stringify({ entity, sequence: String(sequence), state: view.state, final: view.final }));
};

const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.ERROR });
const consumer = kafka.consumer({ groupId });
await consumer.connect();
// What is kept here is gone with the process; a service that keeps it goes on where its group stands.
await consumer.subscribe({ topics: [topic], fromBeginning: true });
await consumer.run({ eachMessage: async ({ message }) => receive(message) });

process.once('SIGTERM', () => consumer.disconnect());
