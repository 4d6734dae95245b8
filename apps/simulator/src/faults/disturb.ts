import type { Notice } from '../bank/bank.js';
import type { JsonObject, JsonValue } from '../bank/json.js';
import type { Random } from '../bank/random.js';
import type { Dress } from '../deliver/write-body.js';
import type { SignatureQuirks } from '../deliver/sign.js';
import type { Faults } from './faults.js';

/** Fields that early deliveries of Mono lack and that carry no fact of the books. */
const OPTIONAL_FIELDS = new Set([
  'recipient_handle',
  'email',
  'phone_number',
  'approved_by_user',
  'extra',
  'metadata',
  'method_params',
  'verified',
  'fee_bearer',
  'app',
  'business',
  'auth_method',
  'ref',
  'customer',
]);

/** Changes what one event carries, the same in every delivery of it; the facts of the books stay. */
export const disturbContent = (notice: Notice, faults: Faults, random: Random): Notice => {
  const missing = random.chance(faults.missingFields);
  const unknown = random.chance(faults.unknownFields);
  if (!missing && !unknown) return notice;
  const trimmed = missing ? withoutOptional(notice.data, random) : notice.data;
  const data = unknown ? { ...trimmed, ...unknownFields(random) } : trimmed;
  return { ...notice, data };
};

const withoutOptional = (value: JsonObject, random: Random): JsonObject =>
  Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !(OPTIONAL_FIELDS.has(key) && random.chance(0.5)))
      .map(([key, member]) => [key, isObject(member) ? withoutOptional(member, random) : member]),
  );

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unknownFields = (random: Random): JsonObject => ({
  [`x_field_${String(random.int(1, 9))}`]: random.pick<JsonValue>([true, null, 'nuevo', 9_007_199_254_740_993n]),
  x_object: { nested: [1, { deeper: 'ñandú' }] },
});

/** How one copy of a webhook is dressed: another look of the same event. */
export const dressFor = (notice: Notice, faults: Faults, random: Random): Dress => ({
  doubleWrap: random.chance(faults.doubleWrap) && notice.provider === 'mono-nigeria',
  prettyPrint: random.chance(faults.prettyPrint),
  keyOrder: random.chance(faults.keyOrder) ? `${String(notice.number)}-${String(random.next())}` : null,
});

export interface AttemptFaults {
  /** Lost on its way: nothing is posted, and the provider counts a failure. */
  readonly dropped: boolean;
  readonly quirks: SignatureQuirks;
}

/** What happens to one attempt. The last one is never dropped and never signed wrongly. */
export const attemptFaults = (
  faults: Faults,
  random: Random,
  attempt: { readonly isLast: boolean; readonly secondsSinceFirst: number },
): AttemptFaults => {
  const dropped = random.chance(faults.drop) && !attempt.isLast;
  const wrongSecret = random.chance(faults.wrongSecret) && !attempt.isLast;
  const stale = random.chance(faults.staleT) ? faults.staleSeconds : 0;
  const sinceFirst = faults.retryT === 'fixed' ? Math.round(attempt.secondsSinceFirst) : 0;
  return {
    dropped,
    quirks: {
      wrongSecret,
      staleByS: stale + sinceFirst,
      twoVersions: random.chance(faults.twoVersions),
      spaces: random.chance(faults.headerSpaces),
    },
  };
};
