import { CleanEvents, CleanHeaders, Topics, type CleanEvent, type Topic } from '#contracts';
import { eventSchema } from './event-schema.js';
import type { Generated, Generator } from './generator.js';

const FOLDER = 'docs/events';

/** What others may subscribe to: one AsyncAPI document, and a JSON Schema for each kind of change. */
export const events: Generator = () =>
  Promise.resolve([
    { path: `${FOLDER}/asyncapi.json`, content: asText(asyncApi()) },
    ...CleanEvents.map((event): Generated => ({
      path: `${FOLDER}/${schemaFile(event)}`,
      content: asText(schemaOf(event)),
    })),
  ]);

const asText = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;

const schemaFile = ({ type }: CleanEvent): string => `${type}.schema.json`;

const schemaOf = ({ title, view }: CleanEvent) => {
  const { $schema, ...schema } = eventSchema(view);
  return { $schema, title, ...schema };
};

// The major version of the topics' names (`.v1`); it is not the version of the program that writes them.
const EVENTS_VERSION = '1';

const ABOUT = `What Caudal tells other services: with every change of an entity its whole current view.

Delivery is at least once, in order per key as long as nothing is redelivered. Keep the highest \`ce_sequence\` of each
\`ce_type\` and key, and leave out what is not above it: then no history is needed, and nothing counts twice. The same
sequence is always the same bytes. Amounts are minor units as strings of digits, times ISO 8601 in UTC, and what is not
known is \`null\`. New fields and new kinds of changes may be added at any time: leave out what you do not know.`;

const asyncApi = () => {
  const topics = Object.values(Topics).filter(({ kind }) => kind === 'clean');
  return {
    asyncapi: '3.0.0',
    info: { title: 'Caudal events', version: EVENTS_VERSION, description: ABOUT, license: { name: 'Apache-2.0' } },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(topics.map((topic) => [topic.name, channelOf(topic)])),
    operations: Object.fromEntries(
      topics.map(({ name }) => [`publish-${name}`, { action: 'send', channel: { $ref: `#/channels/${name}` } }]),
    ),
    components: {
      messages: Object.fromEntries(CleanEvents.map((event) => [event.type, messageOf(event)])),
      schemas: { headers: { ...eventSchema(CleanHeaders), $schema: undefined } },
    },
  };
};

const channelOf = ({ name, partitions, retentionMs }: Topic) => ({
  address: name,
  messages: Object.fromEntries(
    CleanEvents.filter(({ topic }) => topic === name).map(({ type }) => [
      type,
      { $ref: `#/components/messages/${type}` },
    ]),
  ),
  bindings: {
    kafka: {
      topic: name,
      partitions,
      topicConfiguration: { 'cleanup.policy': ['delete'], 'retention.ms': retentionMs },
      bindingVersion: '0.5.0',
    },
  },
});

const messageOf = (event: CleanEvent) => ({
  name: event.type,
  title: `${event.title} changed`,
  contentType: 'application/json',
  headers: { $ref: '#/components/schemas/headers' },
  payload: { $ref: `./${schemaFile(event)}` },
  bindings: {
    kafka: { key: { type: 'string', description: 'As `ce_subject`: scope/id' }, bindingVersion: '0.5.0' },
  },
});
