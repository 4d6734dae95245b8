const GROUP_CHANGES = new Set([
  'REBALANCE_IN_PROGRESS',
  'UNKNOWN_MEMBER_ID',
  'ILLEGAL_GENERATION',
  'NOT_COORDINATOR_FOR_GROUP',
]);

/** Whether `heartbeat()` told that the group changes: no failure of the batch, which comes again to its new owner. */
export const isGroupChange = (error: unknown): boolean =>
  error instanceof Error && 'type' in error && typeof error.type === 'string' && GROUP_CHANGES.has(error.type);
