import { ledgerContext, ledgerFigures } from '#contexts';
import { Consumers } from '#contracts';
import { runProjector } from '#projector';

await runProjector(Consumers.ledger, ledgerContext, ledgerFigures);
