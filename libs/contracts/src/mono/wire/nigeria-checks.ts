import { z } from 'zod';
import { count, epochMs, flag, instant, list, object, text } from './fields.js';

/** `data` of `mono.prove.data_verification_*` (Mono Nigeria, 7.8). */
export const IdentityCheckData = z.looseObject({
  id: z.string(),
  reference: text,
  status: text,
  created_at: instant,
  kyc_level: text,
  bank_accounts: flag,
  is_blacklisted: flag,
  blacklist_count: count,
  meta: object({ ref: text }),
  customer: object({ id: text, name: text, email: text, phone: text }),
  data_access: object({ start_date: instant, end_date: instant, type: text }),
  reason: text,
  attempts: count,
  error_logs: list(object({ timestamp: epochMs, message: text })),
  live_mode: flag,
});
export type IdentityCheckData = z.infer<typeof IdentityCheckData>;

/** `data` of `mono.events.watchlist.*` (7.9). The profile is a whole identity: it goes into no view. */
export const ScreeningData = z.looseObject({
  id: z.string(),
  type: text,
  match_found: flag,
  action: text,
  match_score: count,
  // Not derivable from the score.
  risk_level: text,
  report_url: text,
  reason: text,
  profile: object({
    type: text,
    name: text,
    date_of_birth: text,
    bvn: text,
    gender: text,
    address: text,
    country: text,
  }),
});
export type ScreeningData = z.infer<typeof ScreeningData>;
