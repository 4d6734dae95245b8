import type { NewSource } from '#access';
import type { Installation } from './state/installation.js';

/** One account at each of the two Monos. The simulator moves no real money, yet Nigeria's facts need a mode. */
export const DEMO_SOURCES = [
  { slug: 'mono-colombia', provider: 'mono-colombia', scheme: 'mono-signature', livemode: false },
  { slug: 'mono-nigeria', provider: 'mono-nigeria', scheme: 'mono-webhook-secret', livemode: false },
] as const satisfies readonly Omit<NewSource, 'secret'>[];

/** The sources as a sender needs them. */
export const sourcesOf = ({ sourceSecrets }: Installation): { slug: string; scheme: string; secret: string }[] =>
  DEMO_SOURCES.map(({ slug, scheme }) => ({ slug, scheme, secret: sourceSecrets[slug] ?? '' }));
