import { Argument, Command } from 'commander';
import { contexts } from '#contexts';
import { invariant } from '#kernel';
import type { ProofWish } from './prove.js';

interface Flags {
  readonly json?: boolean;
}

/** @param run does it; what it throws comes out */
export const proveCommand = (run: (wish: ProofWish) => Promise<void>): Command =>
  new Command('prove')
    .description(
      'Folds the whole log anew and compares every row of every table with it, while the installation goes on. ' +
        'It changes nothing, names what differs, and ends with 1 when anything does.',
    )
    .addArgument(new Argument('[context]', 'only this one').choices([...contexts.keys()]))
    .option('--json', 'the outcome as one JSON document')
    .action(async (name: string | undefined, { json = false }: Flags) => {
      await run({ contexts: chosen(name), json });
    });

const chosen = (name: string | undefined) => {
  if (name === undefined) return [...contexts.values()];
  const context = contexts.get(name);
  invariant(context, 'commander lets no other name through');
  return [context];
};
