import { z } from 'zod';

/** What an app says of itself at `/health/ready`. */
export interface AppHealth {
  /** It does all that it can do by itself: another start would not help. */
  readonly up: boolean;
  /** What it leaves to a person, in its own words. */
  readonly awaitsPerson: readonly string[];
}

const PROBE_MS = 2_000;

const Body = z.object({ waiting_on: z.array(z.string()), awaits_person: z.boolean().default(false) });

/** Asks an app; one that does not answer is not up. */
export const healthOf = async (url: string): Promise<AppHealth> => {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(PROBE_MS) });
    const body = Body.parse(await response.json());
    const awaits = body.awaits_person ? body.waiting_on : [];
    return { up: response.ok || awaits.length > 0, awaitsPerson: awaits };
  } catch {
    return { up: false, awaitsPerson: [] };
  }
};
