/** How long and how often each measure runs. Rounds alternate between the two sides, so that noise meets both. */
export interface Plan {
  readonly rounds: number;
  readonly accept: { readonly warmUpMs: number; readonly lengthMs: number };
  /** Records preloaded for each side; the naive one gets fewer, or its rounds alone would take ten minutes. */
  readonly consume: { readonly ours: number; readonly naive: number };
  readonly ledger: { readonly ours: number; readonly naive: number };
  readonly latency: {
    readonly ratesPerS: readonly number[];
    readonly warmUpMs: number;
    readonly lengthMs: number;
    /** How long after the last request its row may still be committed; what comes later counts as never. */
    readonly drainMs: number;
  };
}

/** Three rounds, so that the median shrugs off one bad one; 10 s at 500/s still put 50 values above the p99. */
export const FULL: Plan = {
  rounds: 3,
  accept: { warmUpMs: 4_000, lengthMs: 8_000 },
  consume: { ours: 40_000, naive: 3_000 },
  ledger: { ours: 20_000, naive: 2_000 },
  latency: { ratesPerS: [500, 2_000], warmUpMs: 6_000, lengthMs: 10_000, drainMs: 10_000 },
};

export const QUICK: Plan = {
  rounds: 1,
  accept: { warmUpMs: 500, lengthMs: 1_000 },
  consume: { ours: 3_000, naive: 300 },
  ledger: { ours: 3_000, naive: 300 },
  latency: { ratesPerS: [500, 2_000], warmUpMs: 500, lengthMs: 1_500, drainMs: 3_000 },
};

/** Kept-alive connections of the generator: what the goals are stated for. */
export const CONNECTIONS = 64;
