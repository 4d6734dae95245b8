import { z } from 'zod';

const probability = z.number().min(0).max(1);
const rate = (standard: number) => probability.default(standard);

/**
 * What goes wrong, and how often: each a probability from 0 to 1 unless its name carries a unit. Everything is off
 * by default except a few flips and fallbacks, which belong to ordinary banking. No fault makes an event
 * undeliverable for ever: what spoils an attempt spares the last one.
 */
export const Faults = z.strictObject({
  // Of the bank.
  flip: rate(0.03),
  fallback: rate(0.02),

  // Of the delivery.
  duplicate: rate(0),
  reorder: rate(0),
  /** How far a reordered delivery may be displaced, counted in deliveries. */
  reorderWindow: z.number().int().min(1).max(1_000_000).default(500),
  delay: rate(0),
  /** Of the receiver's time, before the time scale. */
  delaySecondsMax: z.number().min(0).max(86_400).default(600),
  /** One attempt vanishes on its way; the retry schedule delivers. */
  drop: rate(0),
  retryTimestamp: z.enum(['same', 'refreshed']).default('same'),

  // Of the signature.
  wrongSecret: rate(0),
  staleT: rate(0),
  staleSeconds: z.number().int().min(1).max(1_000_000).default(900),
  retryT: z.enum(['refreshed', 'fixed']).default('refreshed'),
  twoVersions: rate(0),
  headerSpaces: rate(0),

  // Of the body.
  keyOrder: rate(0),
  prettyPrint: rate(0),
  doubleWrap: rate(0),
  unknownFields: rate(0),
  missingFields: rate(0),
});

export type Faults = z.infer<typeof Faults>;

/** A partial change of the knobs, as `PUT /control/faults` and a scenario give it; what is not named stays. */
export const FaultsPatch = z.strictObject(
  Object.fromEntries(
    Object.entries(Faults.shape).map(([name, field]) => [name, field.unwrap().optional()]),
  ) as unknown as {
    [Name in keyof typeof Faults.shape]: z.ZodOptional<ReturnType<(typeof Faults.shape)[Name]['unwrap']>>;
  },
);

export type FaultsPatch = z.infer<typeof FaultsPatch>;

export const noFaults = (): Faults => Faults.parse({});

export const withFaults = (faults: Faults, patch: FaultsPatch): Faults => Faults.parse({ ...faults, ...patch });

/** The knobs in force now: one box, so that a change by REST is seen by the next webhook. */
export interface FaultBox {
  current: Faults;
}
