/** Where time comes from. Rules take a clock or a time as an argument; only composition roots name the system's. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
