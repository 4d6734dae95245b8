import { accountsContext } from '#contexts';
import { Consumers } from '#contracts';
import { runProjector } from '#projector';

await runProjector(Consumers.accounts, accountsContext);
