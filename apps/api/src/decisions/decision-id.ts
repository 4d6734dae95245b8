import { randomBytes } from 'node:crypto';

/**
 * The event id of a person's decision: another for each. Made from what was decided, the first word on its way and the
 * third, which says the same against the second, would be one event, and the second would count.
 */
export const decisionId = (): string => randomBytes(32).toString('hex');
