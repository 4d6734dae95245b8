import { Argument, Command } from 'commander';
import { contexts } from '#contexts';
import { invariant } from '#kernel';
import type { RebuildWish } from './rebuild.js';

interface Flags {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** @param run does it; what it throws comes out */
export const rebuildCommand = (run: (wish: RebuildWish) => Promise<void>): Command =>
  new Command('rebuild')
    .description(
      'Folds the whole log of a context anew and writes every row that differs, at one moment and while the ' +
        'installation goes on; what has changed is told to subscribers. It proves the outcome, and ends with 1 when ' +
        'anything still differs.',
    )
    .addArgument(new Argument('<context>', 'whose tables').choices([...contexts.keys()]))
    .option('--dry-run', 'only says what it would write')
    .option('--json', 'the outcome as one JSON document')
    .action(async (name: string, { dryRun = false, json = false }: Flags) => {
      const context = contexts.get(name);
      invariant(context, 'commander lets no other name through');
      await run({ context, dryRun, json });
    });
