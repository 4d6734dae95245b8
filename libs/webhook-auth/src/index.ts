export { attestSecret } from './attest-secret.js';
export { verifyMonoSignature } from './verify-signature.js';
export { verifyMonoWebhookSecret } from './verify-webhook-secret.js';
export type { RefusalReason, Verdict, WebhookSecret } from './verdict.js';
