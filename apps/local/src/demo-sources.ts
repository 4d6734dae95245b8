import type { NewSource } from '#access';
import type { Installation } from './state/installation.js';

/** One account at each of the two Monos. The mode is that of the simulator, which moves no real money. */
export const DEMO_SOURCES = [
  { slug: 'mono-colombia', provider: 'mono-colombia', scheme: 'mono-signature', livemode: false },
  { slug: 'mono-nigeria', provider: 'mono-nigeria', scheme: 'mono-webhook-secret', livemode: false },
] as const satisfies readonly Omit<NewSource, 'secret'>[];

/** The sources as a sender needs them. */
export const sourcesOf = ({ sourceSecrets }: Installation): { slug: string; scheme: string; secret: string }[] =>
  DEMO_SOURCES.map(({ slug, scheme }) => ({ slug, scheme, secret: sourceSecrets[slug] ?? '' }));
