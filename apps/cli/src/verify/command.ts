import { Command } from 'commander';

interface Flags {
  readonly json?: boolean;
}

/** @param run does it; what it throws comes out */
export const verifyCommand = (run: (wish: { readonly json: boolean }) => Promise<void>): Command =>
  new Command('verify')
    .description(
      'Proves the journal: recomputes every chain, compares it with the seals in the database, in their files and on ' +
        'their topic, verifies stored signatures again, and compares the logs of the contexts. It only reads. Exit code ' +
        '1 when something is wrong, 3 when nothing is and something could not be proved.',
    )
    .option('--json', 'one JSON object instead of sentences')
    .action(async ({ json = false }: Flags) => {
      await run({ json });
    });
