import { problemAnswer, ProblemError, type ProblemAnswer } from '#http';

/** What becomes of a delivery. Only `kept` is answered 200. */
export type Outcome =
  | 'kept'
  | 'unknown_source'
  /** The sources were not read yet: nobody can say whether this one exists. */
  | 'starting'
  | 'paused'
  | 'refused'
  /** A secret of the source does not open, so that it cannot be told whether this is authentic. */
  | 'undecidable'
  /** Neither the broker nor the spool took it in time, or too many wait for them already. */
  | 'not_kept'
  | 'too_large'
  | 'overloaded';

export type Refusal = Exclude<Outcome, 'kept'>;

const unavailable = (detail: string, retryAfterS: number): ProblemError =>
  new ProblemError('unavailable', detail, {}, { 'retry-after': String(retryAfterS) });

// One second for what passes by itself at once; five for a broker, which needs 3 to 15 s to come back; minutes for
// what a person has to end.
const PROBLEMS: Readonly<Record<Refusal, ProblemError>> = {
  unknown_source: new ProblemError('not_found', 'There is no such source.'),
  starting: unavailable('The sources are not loaded yet. Send it again.', 1),
  paused: unavailable('This source is paused. Send it again later.', 300),
  // The sentence that Mono's guides ask for stands beside the code.
  refused: new ProblemError('unauthenticated', 'The delivery is not authentic.', { message: 'Unauthorized request.' }),
  undecidable: unavailable('The delivery cannot be verified right now. Send it again later.', 60),
  not_kept: unavailable('The delivery could not be kept. Send it again.', 5),
  too_large: new ProblemError('payload_too_large', 'The body is larger than is accepted here.'),
  overloaded: unavailable('Too much is under way. Send it again.', 1),
};

/** Written once: a flood of refusals costs neither stack traces nor serialisation. */
export const ANSWERS = Object.fromEntries(
  Object.entries(PROBLEMS).map(([refusal, problem]) => [refusal, problemAnswer(problem)]),
) as Readonly<Record<Refusal, ProblemAnswer>>;
