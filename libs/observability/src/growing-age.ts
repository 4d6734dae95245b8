/** An age that is looked up now and then, and grows by itself in between: also while nobody can look. */
export interface GrowingAge {
  /** @param ageMs undefined when nothing waits */
  readonly seen: (ageMs: number | undefined) => void;
  readonly stop: () => void;
}

const SHOW_EVERY_MS = 1_000;

/** @param show told once a second, and with each look; 0 when nothing waits */
export const growingAge = (
  show: (seconds: number) => void,
  now: () => number = () => performance.now(),
): GrowingAge => {
  /** When the oldest began to wait, by our own clock. */
  let sinceMs: number | undefined;
  const showNow = (): void => {
    show(sinceMs === undefined ? 0 : Math.max(0, (now() - sinceMs) / 1_000));
  };
  const timer = setInterval(showNow, SHOW_EVERY_MS);
  return {
    seen(ageMs) {
      sinceMs = ageMs === undefined ? undefined : now() - ageMs;
      showNow();
    },
    stop() {
      clearInterval(timer);
    },
  };
};
