import { cardsContext } from '#contexts';
import { Consumers } from '#contracts';
import { runProjector } from '#projector';

await runProjector(Consumers.cards, cardsContext);
