export { attestSecret } from './attest-secret.js';
export { verifyMonoSignature, type SignedDelivery } from './verify-signature.js';
export { verifyMonoWebhookSecret, type BearerDelivery } from './verify-webhook-secret.js';
export type { RefusalReason, Verdict, WebhookSecret } from './verdict.js';
