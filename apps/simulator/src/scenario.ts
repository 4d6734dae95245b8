import { readFile } from 'node:fs/promises';
import { beginStory } from './rest/control.js';
import { Scenario } from './rest/control-requests.js';
import { withFaults } from './faults/faults.js';
import type { Simulator } from './simulator.js';

/**
 * Does what a scenario file says: knobs first, then traffic, then a story.
 *
 * @throws Error that names the file and what is wrong with it
 */
export const playScenario = async (simulator: Simulator, file: string): Promise<void> => {
  const scenario = await readScenario(file);
  if (scenario.faults) simulator.faults.current = withFaults(simulator.faults.current, scenario.faults);
  if (scenario.traffic) simulator.live.startTraffic(scenario.traffic);
  if (scenario.story) beginStory(simulator, scenario.story);
};

const readScenario = async (file: string) => {
  const text = await readFile(file, 'utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`The scenario ${file} is not JSON`);
  }
  const parsed = Scenario.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}`);
  throw new Error(`The scenario ${file} is not usable: ${problems.join('; ')}`);
};
