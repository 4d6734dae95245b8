import { integer, seconds } from './figures.js';

/** A line that is written over while work goes on. */
export interface Progress {
  /** Told as often as the work likes; the line is drawn a few times a second. */
  readonly tell: (done: number, total: number) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

/** Five times a second is smooth for an eye, and nothing for a terminal at the far end of a line. */
const DRAW_MS = 200;
const CLEAR = '\r\u001b[K';

/**
 * On a terminal a line with the share that is done, the rate and the time left; elsewhere (a file, a pipe) nothing.
 *
 * @param now a clock in milliseconds
 * @param what is counted
 */
export const progressOn = (
  stream: { readonly isTTY?: boolean; write(text: string): unknown },
  label: string,
  now: () => number,
  what = 'events',
): Progress => {
  if (stream.isTTY !== true) return { tell: () => undefined, end: () => undefined };
  const started = now();
  let drawn = -Infinity;
  return {
    tell(done, total) {
      const at = now();
      if (at - drawn < DRAW_MS) return;
      drawn = at;
      stream.write(CLEAR + progressText(label, done, total, at - started, what));
    },
    end: () => void stream.write(CLEAR),
  };
};

const BAR_WIDTH = 20;

/** `transfers ████░░░░ 40 %  80,000 of 200,000 events, 25,000/s, 4.8 s left` */
export const progressText = (
  label: string,
  done: number,
  total: number,
  elapsedMs: number,
  what = 'events',
): string => {
  const share = total === 0 ? 1 : Math.min(done / total, 1);
  const filled = Math.round(share * BAR_WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  const head = `${label} ${bar} ${Math.floor(share * 100)} %  ${integer(done)} of ${integer(total)} ${what}`;
  if (done === 0 || elapsedMs <= 0) return head;
  const perMs = done / elapsedMs;
  return `${head}, ${integer(perMs * 1_000)}/s, ${seconds((total - done) / perMs)} left`;
};
