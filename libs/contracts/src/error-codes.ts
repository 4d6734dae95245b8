/** Every error that an API of Caudal can answer. Codes are stable; titles and details may be reworded. */
export const ErrorCodes = {
  invalid_limit: { status: 400, title: 'The limit is not usable' },
  invalid_cursor: { status: 400, title: 'The cursor is not one of ours' },
  invalid_filter: { status: 400, title: 'A filter is not usable' },
  invalid_body: { status: 400, title: 'The body is not usable' },
  bad_request: { status: 400, title: 'The request is not usable' },
  unauthenticated: { status: 401, title: 'Unauthorized request' },
  missing_scope: { status: 403, title: 'The key lacks a scope' },
  not_found: { status: 404, title: 'Not found' },
  ambiguous_id: { status: 409, title: 'More than one entity has this id' },
  not_verified: { status: 409, title: 'The delivery is not proved to be authentic' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  missing_reason: { status: 422, title: 'The decision has no reason' },
  not_a_candidate: { status: 422, title: 'This is no candidate of the conflict' },
  erased: { status: 410, title: 'The bytes were erased' },
  request_timeout: { status: 408, title: 'The request took too long' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  internal_error: { status: 500, title: 'Something broke on our side' },
  unavailable: { status: 503, title: 'Not available right now' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ErrorCodes;
