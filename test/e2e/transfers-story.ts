import { randomUUID } from 'node:crypto';
import { Topics, type TopicName } from '#contracts';
import type { OutgoingRecord } from '#messaging';
import { colombiaBody, logRecord, testPublisher, type TestKafka } from '#testing';

const AMOUNT = { amount: 1_600_000, currency: 'COP' };
const PAYEE = {
  bank_account: { bank_code: '007', number: '00000000001', type: 'savings_account' },
  document_number: '1000000001',
  document_type: 'CC',
  email: null,
  name: 'Laura Peña Ejemplo',
  phone_number: null,
};

const bankTransfer = (id: string, state: string, at: number): object => ({
  id,
  state,
  amount: AMOUNT,
  payee: PAYEE,
  entity_id: null,
  batch: null,
  declination_reason: null,
  description: 'pago proveedor',
  fallback_routing: [],
  reference: 'FAC 1001',
  routing: 'turbo',
  inserted_at: '2026-03-02T14:00:00.000000Z',
  updated_at: `2026-03-02T14:00:0${String(at)}.000000Z`,
});

const STEPS = [
  ['bank_transfer_in_progress', 'in_progress'],
  ['bank_transfer_approved', 'approved'],
] as const;

/** Two events of each transfer, as ingress puts them on the topic; each delivery has an id of its own. */
export const transferRecords = (ids: readonly string[]): OutgoingRecord[] =>
  STEPS.flatMap(([type, state], at) =>
    ids.map((id) => {
      const body = colombiaBody(type, bankTransfer(id, state, at));
      const { key, value, headers } = logRecord({ provider: 'mono-colombia', body }, 0n);
      return { topic: Topics.transfers.name satisfies TopicName, key, value, headers };
    }),
  );

/** The same events, delivered once more. */
export const redelivered = (records: readonly OutgoingRecord[]): OutgoingRecord[] =>
  records.map((record) => ({ ...record, headers: { ...record.headers, ce_deliveryid: randomUUID() } }));

/** Puts records on the topic, in requests that a broker takes. */
export const publishAll = async (kafka: TestKafka, records: readonly OutgoingRecord[]): Promise<void> => {
  const publisher = testPublisher(kafka);
  try {
    for (let at = 0; at < records.length; at += 500) await publisher.publish(records.slice(at, at + 500));
  } finally {
    await publisher.close();
  }
};
