/** Why the bank refuses a command at once; nothing was booked and nothing will be announced. */
export interface Refusal {
  readonly status: 404 | 409 | 422;
  readonly errorCode: string;
  readonly message: string;
  readonly path: string;
}

export const refusal = (status: Refusal['status'], errorCode: string, message: string, path = ''): Refusal => ({
  status,
  errorCode,
  message,
  path,
});

export const notFound = (thing: string, id: string): Refusal =>
  refusal(404, 'item_not_found', `There is no ${thing} ${id}`);
