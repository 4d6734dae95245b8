/** Bodies in Mono's envelopes, for tests that make up what is said. */
export const colombiaBody = (type: string, data: object, timestamp = '2026-03-02T14:00:00.000000Z'): Buffer =>
  Buffer.from(JSON.stringify({ event: { data, type }, timestamp }));

export const nigeriaBody = (event: string, data: object, eventId?: string, timestamp?: string): Buffer =>
  Buffer.from(JSON.stringify({ event, event_id: eventId, timestamp, data }));
