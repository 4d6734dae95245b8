import { existsSync } from 'node:fs';
import { APPS, appPart, mainOf, type AppName, type Surroundings } from './apps.js';
import type { Guard } from './processes/guard.js';
import { keepRunning, type Keeping, type Kept } from './processes/keep-running.js';

export interface KeptApp extends Kept {
  readonly name: AppName;
}

/**
 * Starts every app and keeps it running; each is added to `apps` when it is ready.
 *
 * @throws Problem of the first that does not come up, after all have come up or failed
 */
export const startApps = async (
  surroundings: Surroundings,
  guard: Guard,
  keeping: Omit<Keeping, 'restarted'> & { restarted(name: AppName): void },
  apps: KeptApp[],
): Promise<void> => {
  const built = APPS.filter(({ name }) => existsSync(mainOf(surroundings.dist, name)));
  for (const { name } of APPS)
    if (!built.some((app) => app.name === name)) keeping.tell(`${name} is not built; left out.`);
  const outcomes = await Promise.allSettled(
    built.map(async ({ name }) => {
      const restarted = () => {
        if (apps.some((app) => app.name === name)) keeping.restarted(name);
      };
      const kept = await keepRunning(appPart(name, surroundings, guard), { ...keeping, restarted });
      apps.push({ ...kept, name });
    }),
  );
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
};
