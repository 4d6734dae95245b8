import { createHash } from 'node:crypto';
import { parseExact, type Provider, type StoredEvent } from '#contracts';
import type { LogRecord } from '#event-store';
import { err, ok, parseInstant, type Result } from '#kernel';
import { CARD_ACCOUNT_TOLD, ROUTED } from '#ledger-domain';

/** Reads what Caudal itself tells the ledger: a card's account, and a person's word on where a movement belongs. */
export const decodeOwn = (record: LogRecord): Result<StoredEvent | null, string> => {
  switch (record.headers.ce_type) {
    case 'caudal.card.changed':
      return cardAccountOf(record);
    case ROUTED:
      return routingOf(record);
    default:
      return ok(null);
  }
};

const PROVIDERS: readonly Provider[] = ['mono-colombia', 'mono-nigeria'];

type Told = Readonly<Record<string, unknown>>;

/** What both kinds say of themselves; the fields of a view that names the entity. */
const commonOf = (
  { headers, value }: LogRecord,
  told: Told,
): Pick<StoredEvent, 'provider' | 'source' | 'livemode' | 'occurredAt'> | undefined => {
  const provider = PROVIDERS.find((known) => known === told.provider);
  const occurredAt = parseInstant(headers.ce_time ?? '') ?? null;
  if (!provider || typeof told.source !== 'string' || value.length === 0) return undefined;
  return { provider, source: told.source, livemode: told.livemode === true, occurredAt };
};

/**
 * A card is told with every change of it; the account is what counts here, so that the event is made of card and account
 * and is the same however often it is told.
 */
const cardAccountOf = (record: LogRecord): Result<StoredEvent | null, string> => {
  const told = objectOf(record);
  const common = told && commonOf(record, told);
  if (!common || typeof told.id !== 'string') return err('the card is not one of ours');
  const { id: entityId, account_id: accountId } = told;
  if (typeof accountId !== 'string') return ok(null);
  const scope = scopeOf(record, entityId);
  const eventId = digestOf('card-account', scope, entityId, accountId);
  return ok({
    ...common,
    // When it is told is another every time, and says nothing of the account.
    ...{ eventId, contentDigest: eventId, kind: 'card', scope, entityId, type: CARD_ACCOUNT_TOLD, occurredAt: null },
    data: { account_id: accountId },
  });
};

const routingOf = (record: LogRecord): Result<StoredEvent | null, string> => {
  const told = objectOf(record);
  const common = told && commonOf(record, told);
  const { ce_id: eventId, ce_subject: entityId } = record.headers;
  if (!common || !eventId || !/^[0-9a-f]{64}$/.test(eventId) || !entityId) return err('the routing is not one of ours');
  const { account_id, reason, by } = told;
  // A ledger transaction's id is the provider's own, unless it is said to be otherwise.
  const scope = typeof told.scope === 'string' ? told.scope : common.provider;
  return ok({
    ...common,
    ...{ eventId, contentDigest: eventId, kind: 'ledger_transaction', scope, entityId, type: ROUTED },
    data: { account_id, reason, by },
  });
};

const objectOf = ({ value }: LogRecord): Told | undefined => {
  try {
    const told = parseExact(value.toString('utf8'));
    return typeof told === 'object' && told !== null ? (told as Told) : undefined;
  } catch {
    return undefined;
  }
};

/** The subject of a clean topic's record is `scope/id`. */
const scopeOf = ({ headers }: LogRecord, id: string): string => (headers.ce_subject ?? '').slice(0, -id.length - 1);

const digestOf = (...parts: readonly string[]): string => createHash('sha256').update(parts.join('\n')).digest('hex');
