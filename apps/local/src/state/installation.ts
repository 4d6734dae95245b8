import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { Problem } from '../problem.js';

const Hex = z.string().regex(/^[0-9a-f]{32,}$/);

/** Everything secret that an installation makes up for itself, once. */
const Installation = z.object({
  databasePassword: Hex,
  rolePasswords: z.record(z.string(), Hex),
  secretsKey: Hex,
  attestationKey: Hex,
  /** Signs the seals of the journal. An installation of before gets one with the first start that seals. */
  sealKey: Hex.optional(),
  sourceSecrets: z.record(z.string(), z.string().min(1)),
  /** Sources whose secret is Mono's own: what they send is live unless it says otherwise. */
  liveSources: z.array(z.string()).default([]),
  apiKey: z.string(),
});
export type Installation = z.infer<typeof Installation> & { readonly sealKey: string };

const KEY_BYTES = 32;
const hex = () => randomBytes(KEY_BYTES).toString('hex');

/**
 * Reads the installation's secrets, or makes them up. Roles and sources that came with a later version get theirs on
 * the first start that knows them. Secrets of sources that are given take the place of those that were made up.
 *
 * @throws Problem when the file is there and unusable: new keys would make what is stored unreadable
 */
export const loadInstallation = (
  path: string,
  roles: readonly string[],
  sources: readonly string[],
  given: Readonly<Record<string, string>> = {},
): Installation => {
  const known = existsSync(path) ? read(path) : undefined;
  const installation: Installation = {
    databasePassword: known?.databasePassword ?? hex(),
    rolePasswords: complete(known?.rolePasswords ?? {}, roles),
    secretsKey: known?.secretsKey ?? hex(),
    attestationKey: known?.attestationKey ?? hex(),
    sealKey: known?.sealKey ?? hex(),
    sourceSecrets: { ...complete(known?.sourceSecrets ?? {}, sources), ...given },
    liveSources: [...new Set([...(known?.liveSources ?? []), ...Object.keys(given)])],
    apiKey: known?.apiKey ?? `caudal_${randomBytes(8).toString('hex')}_${randomBytes(KEY_BYTES).toString('base64url')}`,
  };
  writePrivately(path, installation);
  return installation;
};

/** Written beside its place and moved there, readable by its owner only: it is never half there. */
export const writePrivately = (path: string, value: unknown): void => {
  writeFileSync(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
};

const complete = (known: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> => ({
  ...Object.fromEntries(names.map((name) => [name, hex()])),
  ...known,
});

const read = (path: string): z.infer<typeof Installation> => {
  try {
    return Installation.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') throw error;
    throw new Problem(
      `${path} is damaged, and the keys in it are needed to read what is stored. Start over with: npm start -- --fresh`,
    );
  }
};
