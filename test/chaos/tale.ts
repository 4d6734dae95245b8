import { performance } from 'node:perf_hooks';

/** The story of a campaign, line by line, each with the seconds since it began. */
export interface Tale {
  say(sentence: string): void;
  /** Milliseconds since it began. */
  readonly nowMs: () => number;
}

/** The time is that of the campaign, so that two runs of one seed can be laid side by side. */
export const beginTale = (write: (line: string) => void): Tale => {
  const begunMs = performance.now();
  const nowMs = (): number => performance.now() - begunMs;
  return {
    nowMs,
    say: (sentence) => {
      write(`${(nowMs() / 1_000).toFixed(1).padStart(7)} s  ${sentence}`);
    },
  };
};
