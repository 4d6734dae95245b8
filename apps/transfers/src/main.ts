import { transfersContext } from '#contexts';
import { Consumers } from '#contracts';
import { runProjector } from '#projector';

await runProjector(Consumers.transfers, transfersContext);
