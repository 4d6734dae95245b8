import { randomUUID } from 'node:crypto';
import type { Provider } from '#contracts';
import type { Sql } from '#persistence';
import { seal, unseal } from './sealed.js';

export interface SourceSecret {
  readonly id: string;
  readonly secret: string;
  /** Milliseconds since the epoch; the secret verifies from here … */
  readonly validFromMs: number;
  /** … until here, or until it is retired. */
  readonly validUntilMs: number | null;
}

/** One webhook registered at Mono: who sends, by which scheme, with which secrets. */
export interface Source {
  readonly slug: string;
  readonly provider: Provider;
  readonly scheme: 'mono-signature' | 'mono-webhook-secret';
  /** What a fact without a mode of its own counts as. */
  readonly livemode: boolean;
  readonly paused: boolean;
  /** Seconds after which a late signature is refused; null keeps and flags it. */
  readonly toleranceS: number | null;
  readonly secrets: readonly SourceSecret[];
}

export type NewSource = Pick<Source, 'slug' | 'provider' | 'scheme' | 'livemode'> & { readonly secret: string };

interface SourceRow {
  slug: string;
  provider: Provider;
  scheme: Source['scheme'];
  livemode: boolean;
  paused: boolean;
  tolerance_s: number | null;
  secrets: { id: string; sealed: string; from_ms: number; until_ms: number | null }[] | null;
}

/**
 * Every source with its secrets opened. Small: one row a webhook at Mono.
 *
 * @param open how a secret is opened; who polls passes one that remembers what it opened
 * @throws what `open` throws
 */
export const loadSources = async (sql: Sql, key: Buffer, open: typeof unseal = unseal): Promise<Source[]> => {
  const rows = await sql.query<SourceRow>(`
    select slug, provider, scheme, livemode, paused, tolerance_s,
           (select json_agg(json_build_object(
                     'id', s.id, 'sealed', encode(s.sealed, 'base64'),
                     'from_ms', floor(extract(epoch from s.valid_from) * 1000),
                     'until_ms', ceil(extract(epoch from s.valid_until) * 1000)) order by s.created_at, s.id)
            from access.source_secrets s where s.source = w.slug) as secrets
    from access.webhook_sources w order by slug`);
  return rows.map(({ tolerance_s, secrets, ...row }) => ({
    ...row,
    toleranceS: tolerance_s,
    secrets: (secrets ?? []).map(({ id, sealed, from_ms, until_ms }) => ({
      id,
      secret: open(Buffer.from(sealed, 'base64'), key, contextOf(row.slug, id)),
      validFromMs: from_ms,
      validUntilMs: until_ms,
    })),
  }));
};

/** Adds one more secret to a source: the others stay valid, so that a rotation refuses nothing. */
export const addSecret = async (sql: Sql, slug: string, secret: string, key: Buffer): Promise<string> => {
  const id = randomUUID();
  await sql.query('insert into access.source_secrets (id, source, sealed) values ($1, $2, $3)', [
    id,
    slug,
    seal(secret, key, contextOf(slug, id)),
  ]);
  return id;
};

/** Makes the source if there is none of this slug, and sees to it that its secret verifies. Safe to repeat. */
export const ensureSource = async (sql: Sql, source: NewSource, key: Buffer): Promise<void> => {
  const id = randomUUID();
  // One statement: a source that could be seen without its secret would have authentic webhooks refused.
  await sql.query(
    `with made as (
       insert into access.webhook_sources (slug, provider, scheme, livemode) values ($1, $2, $3, $4)
       on conflict (slug) do nothing returning slug
     )
     insert into access.source_secrets (id, source, sealed) select $5, slug, $6 from made`,
    [
      source.slug,
      source.provider,
      source.scheme,
      source.livemode,
      id,
      seal(source.secret, key, contextOf(source.slug, id)),
    ],
  );
  await sql.query('update access.webhook_sources set livemode = $2 where slug = $1 and livemode <> $2', [
    source.slug,
    source.livemode,
  ]);
  const known = (await loadSources(sql, key)).find(({ slug }) => slug === source.slug);
  // One that was retired verifies nothing more, or soon will not.
  if (known?.secrets.some(({ secret, validUntilMs }) => secret === source.secret && validUntilMs === null)) return;
  await addSecret(sql, source.slug, source.secret, key);
};

const contextOf = (slug: string, id: string): string => `source:${slug}:${id}`;
