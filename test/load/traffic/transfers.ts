import { createHash } from 'node:crypto';

/** Mono Colombia's bank-transfer webhooks as they come over a day: mostly one final event a transfer, some with a past. */

/** One webhook: the transfer it tells of, the provider's time of the change, and the exact body. */
export interface TransferEvent {
  readonly transferId: string;
  readonly updatedAt: string;
  readonly body: string;
}

/** Bodies are brought to one size, 1.2 KB, by the free text of the description; Mono's samples have 0.9 to 1.0 KB. */
const BODY_BYTES = 1_200;

/** Follow-ups come this many webhooks later: far more than the 64 in flight, so that a preload keeps their order. */
const FOLLOW_UP_DISTANCE = 400;

const FIRST_AT_MS = Date.UTC(2026, 2, 2, 14);

interface Step {
  readonly transferId: string;
  readonly type: string;
  readonly state: string;
  readonly rail: string;
  readonly reason: string | null;
  readonly previousState?: string;
}

/**
 * The mix, by the number of the transfer so that every run and both sides get the same: of 20 transfers 15 are approved
 * at once, 2 are rejected, 2 fall back to ACH first, and 1 flips from approved to declined afterwards.
 */
const stepsOf = (transferId: string, number: number): Step[] => {
  const approved = { transferId, type: 'bank_transfer_approved', state: 'approved', rail: 'turbo', reason: null };
  const fallback = {
    transferId,
    type: 'bank_transfer_fallback_routing',
    state: 'in_progress',
    rail: 'ach',
    reason: null,
  };
  switch (number % 20) {
    case 3:
    case 13:
      return [{ ...approved, type: 'bank_transfer_rejected', state: 'declined', reason: 'invalid_account_number' }];
    case 7:
    case 17:
      return [fallback, { ...approved, rail: 'ach' }];
    case 9:
      return [
        approved,
        {
          ...approved,
          type: 'bank_transfer_change_final_state',
          state: 'declined',
          reason: 'payee_requested_return',
          previousState: 'approved',
        },
      ];
    default:
      return [approved];
  }
};

const write = (step: Step, sequence: number): TransferEvent => {
  const updatedAt = new Date(FIRST_AT_MS + sequence).toISOString();
  const data = {
    amount: { amount: 1_600_000 + sequence, currency: 'COP' },
    batch: {
      account_id: 'acc_BZEYDpRUUXPcvr8BCTQTcX',
      id: idOf('bat', String(sequence >> 6)),
      inserted_at: '2026-03-02T14:00:00.104211Z',
      origin: 'api',
      state: 'processing_transactions',
      total_amount: { amount: 4_800_000, currency: 'COP' },
      updated_at: '2026-03-02T14:03:12.120000Z',
    },
    declination_reason: step.reason,
    description: '',
    entity_id: `inv-2026-${sequence}`,
    fallback_routing: ['ach'],
    id: step.transferId,
    inserted_at: '2026-03-02T14:00:00.131907Z',
    payee: {
      bank_account: { bank_code: '007', number: '00000000001', type: 'savings_account' },
      document_number: '1000000001',
      document_type: 'CC',
      email: 'laura@example.com',
      name: 'Laura Peña Ejemplo',
      phone_number: null,
    },
    ...(step.previousState === undefined ? {} : { previous_state: step.previousState }),
    recipient_handle: null,
    reference: `FAC ${sequence}`,
    routing: step.rail,
    state: step.state,
    updated_at: updatedAt,
  };
  const envelope = { event: { data, type: step.type }, timestamp: updatedAt };
  data.description = 'pago proveedor '.repeat(99).slice(0, BODY_BYTES - Buffer.byteLength(JSON.stringify(envelope)));
  return { transferId: step.transferId, updatedAt, body: JSON.stringify(envelope) };
};

/** As Mono's ids look: 22 of `A-Z a-z 0-9 _ -`. Long runs of digits would send a reader down its path for big integers. */
const idOf = (prefix: string, name: string): string =>
  `${prefix}_${createHash('sha256').update(name).digest('base64url').slice(0, 22)}`;

/** `count` webhooks of the mix, in the order in which they are sent; `run` keeps runs apart. */
export const transferMix = (run: string, count: number): TransferEvent[] => {
  const events: TransferEvent[] = [];
  const later: { at: number; step: Step }[] = [];
  for (let number = 0; events.length < count;) {
    const due = later[0];
    if (due !== undefined && due.at <= events.length) {
      later.shift();
      events.push(write(due.step, events.length));
      continue;
    }
    const [first, ...rest] = stepsOf(idOf('trn', `${run}/${number}`), number);
    number += 1;
    if (first === undefined) continue;
    events.push(write(first, events.length));
    for (const step of rest) later.push({ at: events.length + FOLLOW_UP_DISTANCE, step });
  }
  return events;
};

/** `count` webhooks of as many transfers, each approved at once: the row's appearance is the commit of its webhook. */
export const singleTransfers = (run: string, count: number): TransferEvent[] =>
  Array.from({ length: count }, (_, number) => {
    const step = {
      transferId: idOf('trn', `${run}/${number}`),
      type: 'bank_transfer_approved',
      state: 'approved',
      rail: 'turbo',
      reason: null,
    };
    return write(step, number);
  });
