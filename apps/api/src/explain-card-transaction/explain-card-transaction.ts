import { explainDecline } from '#cards-domain';
import type { CardTransactionExplanation, CardTransactionStep } from '#contracts';
import type { Sql } from '#persistence';
import { cardTransactions, stepsOf } from '../entities/card-descriptors.js';
import type { EntityRecord } from '../entities/descriptor.js';
import { viewOf } from '../entities/entity-row.js';
import { findEntity } from '../get-entity/get-entity.js';

/**
 * Why a card transaction was declined, in one answer: the reason in words, the controls and the balance in force then.
 *
 * @throws ProblemError `not_found`
 */
export const explainCardTransaction = async (
  sql: Sql,
  id: string,
  source: string | undefined,
): Promise<CardTransactionExplanation> => {
  const row = await findEntity(sql, cardTransactions, id, source);
  const view = viewOf(cardTransactions, row);
  const steps = stepsOf(view);
  const refusal = refusalOf(steps);
  const reason = refusal?.declination_reason ?? null;
  const explained = reason === null ? null : explainDecline(reason);
  return {
    declined: refusal !== undefined,
    reason,
    reason_class: explained?.class ?? null,
    reason_text: explained?.text ?? null,
    // Mono tells of no spending control in force at a moment, and its history begins when they are managed here.
    controls: 'unknown',
    balance_at: await balanceAt(sql, view, row.scope, steps[0]),
    steps: [...steps],
  };
};

/** The first step decides, as in the fold: what was authorised and then not raised was not declined. */
const refusalOf = ([first]: readonly CardTransactionStep[]): CardTransactionStep | undefined =>
  first?.type === 'authorization_declined' ? first : undefined;

/**
 * What the account had when the first step happened, in the currency of that step, as far as it is known today; null where
 * neither the account nor its card (in the scope of the transaction) is known to the ledger, or nothing is booked on it in
 * that currency.
 */
const balanceAt = async (
  sql: Sql,
  view: EntityRecord,
  scope: string,
  first: CardTransactionStep | undefined,
): Promise<CardTransactionExplanation['balance_at']> => {
  if (!first?.at || !first.amount) return null;
  const [row] = await sql.query<{ available: string; pending: string }>(
    `with account as (
       select b.account_id, b.account_scope, b.currency from ledger.balances b
       where b.account_id = coalesce($1, (select c.account_id from ledger.card_accounts c where c.id = $2 and c.scope = $7))
         and b.account_scope = case when $3::bool then $4 else $4 || '/test' end and b.currency = $5
     )
     select coalesce(sum(p.amount) filter (where p.bucket = 'available'), 0)::text as available,
            coalesce(sum(p.amount) filter (where p.bucket = 'pending'), 0)::text as pending
     from account left join ledger.postings p
       on p.account_id = account.account_id and p.account_scope = account.account_scope
          and p.currency = account.currency and p.effective_at <= $6
     having count(account.account_id) > 0`,
    [view.account_id, view.card_id, view.livemode, view.provider, first.amount.currency, first.at, scope],
  );
  return row ? { ...row, as_of: first.at } : null;
};
