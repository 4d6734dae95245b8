/** Mono's webhook as this build reads it: the fields that its table has. */
export interface MonoWebhook {
  readonly event: { readonly type: string; readonly data: MonoTransfer };
  readonly timestamp: string;
}

export interface MonoTransfer {
  readonly id: string;
  readonly state: string;
  readonly amount: { readonly amount: number; readonly currency: string };
  readonly batch: { readonly id: string; readonly account_id: string };
  readonly entity_id: string | null;
  readonly routing: string | null;
  readonly declination_reason: string | null;
  readonly description: string | null;
  readonly reference: string | null;
  readonly payee: { readonly name: string; readonly document_type: string; readonly document_number: string };
  readonly updated_at: string;
}

/** Whether a body has what this build needs of it: a type, and the id of what it is about. */
export const isMonoWebhook = (body: unknown): body is MonoWebhook => {
  const { event } = (body ?? {}) as { event?: { type?: unknown; data?: { id?: unknown } } };
  return typeof event?.type === 'string' && typeof event.data?.id === 'string';
};
