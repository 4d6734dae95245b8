import { transferFold } from '#transfers-domain';

/**
 * The next version of the transfers consumer, loaded before it by `--import`: its fold of a transfer counts what it has
 * heard, in its memory and in the view. Gone on from a row of the version before, whose memory knows no such number, it
 * would count from nothing: so the number shows whether each row is one version's fold of the whole log.
 */
const thisVersion = { ...transferFold };
type Folded = ReturnType<typeof thisVersion.evolve>;
type Counted = Folded & { readonly memo: { readonly heard?: number } };

const counted = (before: Folded | undefined, { own, memo }: Folded): Folded => {
  const heard = ((before as Counted | undefined)?.memo.heard ?? 0) + 1;
  return { own: { ...own, heard }, memo: { ...memo, heard } } as Folded;
};

const nextVersion: Pick<typeof transferFold, 'version' | 'evolve' | 'fill'> = {
  version: thisVersion.version + 1,
  evolve: (before, event, find) => counted(before, thisVersion.evolve(before, event, find)),
  fill: (before, event) => counted(before, thisVersion.fill(before, event)),
};

Object.assign(transferFold, nextVersion);
