import { Command } from 'commander';

/** What a person asks about. */
export interface InspectWish {
  readonly id: string;
  readonly json: boolean;
}

/** @param run does it; what it throws comes out */
export const inspectCommand = (run: (wish: InspectWish) => Promise<void>): Command =>
  new Command('inspect')
    .description(
      'Tells everything that is known of one event, delivery, entity or parked key, in every context: its row, its ' +
        'events in order, what is on its way to others, what waits for a person, and the deliveries that brought it, with ' +
        'their verdicts, attempts and places in the journal. Bodies are not shown.',
    )
    .argument('<id>', 'of an event, a delivery, an entity or a parked key')
    .option('--json', 'as one JSON document')
    .action(async (id: string, { json = false }: { readonly json?: boolean }) => {
      await run({ id, json });
    });
