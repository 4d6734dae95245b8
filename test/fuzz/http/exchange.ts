/** What is written on a connection, and what must come of it. */
export interface Exchange {
  readonly kind: string;
  /** Written one after the other, each in a turn of its own. */
  readonly pieces: readonly Buffer[];
  /** The statuses that each answer may have, in order; null where any is right that is not the server's fault. */
  readonly answers: readonly (readonly number[])[] | null;
  /** Wait for the answers; or end when nothing more comes; hang up without waiting; or break the connection. */
  readonly end: 'await' | 'linger' | 'hang_up' | 'reset';
  /** The authentic body behind each answer; one that is answered 200 must be on a topic. */
  readonly bodies: readonly (Buffer | null)[];
  /** An ordinary request, which may go over a connection that others used. */
  readonly ordinary: boolean;
}

export interface Answer {
  readonly status: number;
  readonly deliveryId: string | null;
}

export interface Reply {
  readonly answers: readonly Answer[];
  /** Neither the answers nor the connection's end came in time. */
  readonly stuck: boolean;
}

/** Why an exchange did not go as it must; undefined when it did. */
export const faultOf = ({ kind, answers: expected, end }: Exchange, { answers, stuck }: Reply): string | undefined => {
  const statuses = answers.map(({ status }) => status);
  if (statuses.some((status) => status >= 500)) return `${kind}: answered ${statuses.join(', ')}`;
  if (stuck) return `${kind}: neither an answer nor an end came, after ${statuses.join(', ') || 'nothing'}`;
  if (expected === null || end === 'hang_up' || end === 'reset') return undefined;
  const fits =
    statuses.length === expected.length && statuses.every((status, at) => expected[at]?.includes(status) ?? false);
  const wanted = expected.map((ones) => ones.join('|')).join(', ');
  return fits ? undefined : `${kind}: answered ${statuses.join(', ') || 'nothing'} instead of ${wanted}`;
};

/** The bytes as a person can read them; a long one is cut. */
export const showExchange = ({ kind, pieces, end }: Exchange): string => {
  const text = JSON.stringify(pieces.map((piece) => piece.toString('latin1')));
  return `${kind} (${end}) ${text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}… ${String(text.length)}` : text}`;
};

const SHOWN_MAX = 4_000;
