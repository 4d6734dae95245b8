import type { DataSource, EntityManager } from 'typeorm';

/** What this build reads of a webhook. */
interface LedgerWebhook {
  readonly event: {
    readonly data: {
      readonly id: string;
      readonly operation_type: 'credit' | 'debit' | 'hold' | 'release';
      readonly origin: string;
      readonly amount: { readonly amount: number; readonly currency: string };
      readonly details: { readonly account_id: string };
      readonly transaction_at: string;
    };
  };
}

interface Leg {
  readonly account: string;
  readonly bucket: 'available' | 'pending';
  readonly amount: number;
}

/** One event, one transaction: the id that makes it count once, the entry, its two postings, their two balances. */
export const postEvent = async (source: DataSource, body: string): Promise<void> => {
  const webhook = JSON.parse(body) as LedgerWebhook;
  await source.transaction((manager) => post(manager, webhook.event.data));
};

const post = async (manager: EntityManager, data: LedgerWebhook['event']['data']): Promise<void> => {
  const claimed = await manager.query<object[]>(
    'insert into naive_ledger.events (id) values ($1) on conflict do nothing returning id',
    [data.id],
  );
  if (claimed.length === 0) return;
  const [entry] = await manager.query<[{ id: string }]>(
    'insert into naive_ledger.entries (event_id, operation, origin, effective_at) values ($1, $2, $3, $4) returning id',
    [data.id, data.operation_type, data.origin, data.transaction_at],
  );
  const legs = legsOf(data);
  const { currency } = data.amount;
  await manager.query(
    `insert into naive_ledger.postings (entry_id, leg, account_id, bucket, amount, currency)
     values ($1, 0, $2, $3, $4, $8), ($1, 1, $5, $6, $7, $8)`,
    [entry.id, ...legs.flatMap(({ account, bucket, amount }) => [account, bucket, amount]), currency],
  );
  for (const { account, bucket, amount } of legs) {
    await manager.query(
      `insert into naive_ledger.balances as b (account_id, currency, bucket, amount) values ($1, $2, $3, $4)
       on conflict (account_id, currency, bucket) do update set amount = b.amount + excluded.amount`,
      [account, currency, bucket, amount],
    );
  }
};

const legsOf = ({ operation_type, origin, amount, details }: LedgerWebhook['event']['data']): [Leg, Leg] => {
  const sign = operation_type === 'credit' || operation_type === 'release' ? 1 : -1;
  const own: Leg = { account: details.account_id, bucket: 'available', amount: sign * amount.amount };
  const isWithin = operation_type === 'hold' || operation_type === 'release';
  return isWithin
    ? [own, { account: details.account_id, bucket: 'pending', amount: -sign * amount.amount }]
    : [own, { account: `external/${origin}`, bucket: 'available', amount: -sign * amount.amount }];
};
