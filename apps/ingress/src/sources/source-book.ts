import type { Source, SourceSecret } from '#access';
import { UNOPENED } from './secret-opener.js';

/** The sources as they were last read. Requests look here only, so a database that goes down stops none of them. */
export class SourceBook {
  #bySlug: ReadonlyMap<string, Source> | undefined;

  /** Whether the sources were read at least once since the start. */
  get loaded(): boolean {
    return this.#bySlug !== undefined;
  }

  get size(): number {
    return this.#bySlug?.size ?? 0;
  }

  find(slug: string): Source | undefined {
    return this.#bySlug?.get(slug);
  }

  replace(sources: readonly Source[]): void {
    this.#bySlug = new Map(sources.map((source) => [source.slug, source]));
  }
}

/** The secrets that verify at this moment: decided per request, so that a retirement needs no poll to take effect. */
export const secretsValidAt = (source: Source, nowMs: number): SourceSecret[] =>
  source.secrets.filter(
    ({ validFromMs, validUntilMs }) => validFromMs <= nowMs && (validUntilMs === null || nowMs < validUntilMs),
  );

/** Whether one of the secrets could not be opened: then nobody can say that a delivery is *not* authentic. */
export const someUnopened = (secrets: readonly SourceSecret[]): boolean =>
  secrets.some(({ secret }) => secret === UNOPENED);
