import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { ReceivedRecord } from './ports.js';

/** A record of kafkajs as ours: text headers, a key that is always there, an exact offset. */
export const receivedRecord = (message: KafkaMessage): ReceivedRecord => ({
  offset: BigInt(message.offset),
  key: message.key?.toString('utf8') ?? '',
  value: message.value ?? Buffer.alloc(0),
  headers: headersOf(message.headers ?? {}),
});

const headersOf = (headers: IHeaders): Record<string, string> => {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) texts[name] = first.toString();
  }
  return texts;
};
