import { signedRequest, type Target } from '../traffic/request.js';
import type { TransferEvent } from '../traffic/transfers.js';

/** Signed as of now: rounds prepare their own, so that no signature is older than the 300 s a receiver tolerates. */
export const prepareRequests = (target: Target, events: readonly TransferEvent[]): Buffer[] => {
  const now = Date.now();
  return events.map((event) => signedRequest(target, event.body, now));
};
