import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addSecret, ensureSource } from '#access';
import { openDatabase, type Database } from '#persistence';
import { SECRETS_KEY } from './ingress-process.js';

export const COLOMBIA = 'bogota';
export const NIGERIA = 'lagos';
export const NIGERIA_SECRET = 'a-secret-of-lagos';

const FIXTURES = join(import.meta.dirname, '../fixtures/mono');

export interface Vector {
  readonly name: string;
  readonly header: string | null;
  readonly body: string;
}

interface Vectors {
  readonly secret: string;
  readonly accept: readonly Vector[];
  readonly reject: readonly Vector[];
}

export const vectors = JSON.parse(readFileSync(join(FIXTURES, 'signature-vectors.json'), 'utf8')) as Vectors;

export const COLOMBIA_SECRET = vectors.secret;

/** The exact bytes of an example. */
export const example = (country: 'colombia' | 'nigeria', name: string): Buffer =>
  readFileSync(join(FIXTURES, 'examples', country, `${name}.json`));

/** The source of each provider that the specifications send from, `bogota` in live mode and `lagos` in test mode. */
export const seedSources = async (adminUrl: string): Promise<Database> => {
  const database = await openDatabase({ url: adminUrl, app: 'test', poolSize: 1 });
  const colombia = { slug: COLOMBIA, provider: 'mono-colombia', scheme: 'mono-signature', livemode: true } as const;
  const nigeria = { slug: NIGERIA, provider: 'mono-nigeria', scheme: 'mono-webhook-secret', livemode: false } as const;
  await ensureSource(database, { ...colombia, secret: COLOMBIA_SECRET }, SECRETS_KEY);
  await ensureSource(database, { ...nigeria, secret: NIGERIA_SECRET }, SECRETS_KEY);
  return database;
};

export const rotate = (database: Database, secret: string): Promise<string> =>
  addSecret(database, COLOMBIA, secret, SECRETS_KEY);

/** A `Mono-Signature` header as Mono makes it. */
export const signed = (body: Buffer | string, secret = COLOMBIA_SECRET, atS = Math.floor(Date.now() / 1_000)): string =>
  `t=${String(atS)},v1=${createHmac('sha256', secret)
    .update(`${String(atS)}.`)
    .update(body)
    .digest('hex')}`;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export const post = async (
  url: string,
  slug: string,
  body: Buffer | string,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> => {
  const answer = await fetch(`${url}/webhooks/${slug}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : new Uint8Array(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};

export const postSigned = (url: string, body: Buffer | string, secret = COLOMBIA_SECRET): Promise<Answer> =>
  post(url, COLOMBIA, body, { 'mono-signature': signed(body, secret) });

export const postBearer = (url: string, body: Buffer | string, secret = NIGERIA_SECRET): Promise<Answer> =>
  post(url, NIGERIA, body, { 'mono-webhook-secret': secret });

/** A transfer of this id, approved; `note` makes it as long as one likes. */
export const approved = (id: string, note = ''): string =>
  JSON.stringify({ event: { data: { id, note, state: 'approved' }, type: 'bank_transfer_approved' } });
