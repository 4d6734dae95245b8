import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Problem } from '../problem.js';

/** How PostgreSQL, which refuses to run as root, is run by root. */
export interface Account {
  readonly ids: { readonly uid: number; readonly gid: number } | undefined;
  /** Words to put before a command, where changing the user is not enough. */
  readonly prefix: readonly string[];
}

const OURSELVES: Account = { ids: undefined, prefix: [] };

/**
 * Another user's account when we are root: the owner of an existing data directory, else `postgres`, else `nobody`.
 * A checkout inside a private folder (`/root`, a `mktemp -d`) cannot be entered by that user: it is then given the
 * one capability that passes folders by, instead of opening the folder for everyone.
 *
 * @throws Problem when that user can be given no way to the data
 */
export const serverAccount = (dataDir: string, binary: string): Account => {
  if (process.getuid?.() !== 0) return OURSELVES;
  const ids = ownerOf(dataDir) ?? idsOf('postgres') ?? idsOf('nobody');
  if (!ids)
    throw new Problem('PostgreSQL refuses to run as root, and there is no user "postgres" or "nobody" to run it.');
  const direct: Account = { ids, prefix: [] };
  const candidates = [direct, ...['dac_read_search', 'dac_override'].map((name) => withCapability(ids, name))];
  const usable = candidates.find((account) => canReach(account, dirname(dataDir), binary));
  if (usable) return usable;
  throw new Problem(
    `PostgreSQL refuses to run as root, and the user with id ${String(ids.uid)} cannot enter ${dirname(dataDir)}. ` +
      'Put the checkout where every user may enter, or start it as an ordinary user.',
  );
};

const withCapability = (ids: { uid: number; gid: number }, name: string): Account => ({
  ids: undefined,
  prefix: [
    'setpriv',
    `--reuid=${String(ids.uid)}`,
    `--regid=${String(ids.gid)}`,
    '--clear-groups',
    `--inh-caps=+${name}`,
    `--ambient-caps=+${name}`,
    // Without it access(2), by which initdb looks for its siblings, would not count the capability.
    '--securebits=+no_setuid_fixup',
    '--',
  ],
});

const canReach = ({ ids, prefix }: Account, folder: string, binary: string): boolean => {
  const script = ['sh', '-c', 'cd "$1" && exec "$2" --version', 'sh', folder, binary];
  const [command = 'sh', ...args] = [...prefix, ...script];
  return spawnSync(command, args, { ...ids, cwd: '/', stdio: 'ignore' }).status === 0;
};

const ownerOf = (path: string): { uid: number; gid: number } | undefined => {
  if (!existsSync(path)) return undefined;
  const { uid, gid } = statSync(path);
  return uid === 0 ? undefined : { uid, gid };
};

const idsOf = (user: string): { uid: number; gid: number } | undefined => {
  const id = (flag: string) => Number(execFileSync('id', [flag, user], { stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
};
