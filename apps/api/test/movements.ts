import { ledgerContext } from '#contexts';
import { applyBatch, type LogRecord } from '#event-store';
import { colombiaBody, logRecord } from '#testing';
import type { RunningApi } from './running-api.js';

/** Applies records as the consumer of the ledger does, each topic from its beginning on. */
export const tellLedger = (api: RunningApi) => {
  const offsets = new Map<string, bigint>();
  return async (topic: string, ...records: readonly LogRecord[]): Promise<void> => {
    const first = offsets.get(topic) ?? 0n;
    offsets.set(topic, first + BigInt(records.length));
    const placed = records.map((record, nth) => ({ ...record, offset: first + BigInt(nth) }));
    await applyBatch(api.sql, ledgerContext, { clusterId: 'test', topic, partition: 0, records: placed }, () =>
      Date.now(),
    );
  };
};

export const movement = (id: string, data: object): LogRecord =>
  logRecord(
    { provider: 'mono-colombia', body: colombiaBody('ledger_account_transaction_created', { id, ...data }) },
    0n,
  );
export const cop = (amount: number) => ({ amount, currency: 'COP' });
export const at = (time: string) => ({ transaction_at: `2026-03-02T${time}Z` });
