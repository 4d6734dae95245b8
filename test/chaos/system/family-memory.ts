import { readFile } from 'node:fs/promises';

/** What a process has in memory, in bytes, by what it shares it with. */
interface Shares {
  /** Its own. */
  readonly own: number;
  /** Shared with its family: the buffers of a database. */
  readonly shared: number;
  /** Of files: its program, and what it maps. */
  readonly files: number;
}

/**
 * Resident memory of a process and of all its children, in bytes. What they share counts once: a database with twenty
 * sessions has one set of buffers and not twenty.
 *
 * @throws when there is no such process (or no /proc: Linux only)
 */
export const familyBytes = async (pid: number): Promise<number> => {
  const family = await familyOf(pid);
  const shares = (await Promise.all(family.map(sharesOf))).filter((one) => one !== undefined);
  if (shares.length === 0) throw new Error(`There is no process ${pid}`);
  const own = shares.reduce((sum, one) => sum + one.own, 0);
  return own + Math.max(...shares.map(({ shared }) => shared)) + Math.max(...shares.map(({ files }) => files));
};

const familyOf = async (pid: number): Promise<number[]> => {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(async (error: unknown) => {
    // Gone meanwhile; a kernel that does not tell must not make a family look like its first member.
    if ((await sharesOf(pid)) === undefined) return '';
    throw error;
  });
  const families = children.split(' ').filter(Boolean).map(Number).map(familyOf);
  return [pid, ...(await Promise.all(families)).flat()];
};

/** Undefined for one that ended meanwhile. */
const sharesOf = async (pid: number): Promise<Shares | undefined> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const bytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1_024;
  return status === '' ? undefined : { own: bytes('RssAnon'), shared: bytes('RssShmem'), files: bytes('RssFile') };
};
