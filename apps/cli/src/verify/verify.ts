import { loadSources } from '#access';
import { chainName, readHeads, readSeals, readSealFiles, sealOfLine, type Head } from '#journal';
import type { Sql } from '#persistence';
import { compareContexts } from './compare-contexts.js';
import { Findings, type Finding } from './findings.js';
import { SealedHeads, type SealPlace } from './sealed.js';
import { walkChain, type Proofs, type Walked } from './walk-chain.js';

/** Hands over every line of seals that a place holds. */
export type ReadLines = (take: (line: string) => void) => Promise<void>;

/** What a proof is made with. */
export interface VerifyWish {
  /** The key whose seals count; without it none does. */
  readonly sealPublicKey: Buffer | undefined;
  /** Where the journal keeps its seals. */
  readonly sealsDir: string | undefined;
  /** The lines of the topic of seals. */
  readonly topicSeals: ReadLines | undefined;
  readonly secretsKey: Buffer | undefined;
  readonly attestationKey: Buffer | undefined;
  readonly nowMs: number;
  /** Told how many of how many deliveries were looked at. */
  readonly progress: (done: number, of: number) => void;
  /** How long journal and contexts may take to catch up with each other, in milliseconds. */
  readonly catchUpMs?: number;
}

/** What a proof came to. */
export interface Verification extends Walked {
  readonly ok: boolean;
  readonly chains: number;
  readonly seals: number;
  /** What was not proved, and why, in sentences. */
  readonly skipped: readonly string[];
  readonly found: number;
  readonly findings: readonly Finding[];
}

/** Proves the journal: its chains, the seals over them, the stored signatures, and the contexts beside it. */
export const verifyJournal = async (sql: Sql, wish: VerifyWish): Promise<Verification> => {
  const findings = new Findings();
  const skipped: string[] = [];
  const sealed = await readSealed(sql, wish, findings, skipped);
  const proofs = await proofsOf(sql, wish, skipped);
  const heads = await headsOf(sql, sealed, findings);
  const of = Number(heads.reduce((sum, { position }) => sum + position, 0n));
  const walked: Walked = { deliveries: 0, erased: 0, signaturesVerified: 0, signaturesUnverifiable: 0, unsealed: 0 };
  for (const head of heads) {
    const progress = (): void => {
      wish.progress(walked.deliveries, of);
    };
    await walkChain(sql, head, { sealed, proofs, findings, walked, progress });
  }
  skipped.push(...(await compareContexts(sql, findings, { catchUpMs: wish.catchUpMs })));
  return {
    ok: findings.total === 0,
    ...walked,
    chains: heads.length,
    seals: sealed.count,
    skipped,
    found: findings.total,
    findings: findings.kept,
  };
};

const SEALS_PAGE = 100;

const readSealed = async (sql: Sql, wish: VerifyWish, findings: Findings, skipped: string[]): Promise<SealedHeads> => {
  const { sealPublicKey, sealsDir, topicSeals } = wish;
  const sealed = new SealedHeads(sealPublicKey ?? Buffer.alloc(32), findings);
  if (!sealPublicKey) {
    skipped.push('No seal was looked at: the key that signs them is not known here (CAUDAL_SEAL_PUBLIC_KEY).');
    return sealed;
  }
  const places: SealPlace[] = ['database'];
  for (let after = 0n; ;) {
    const page = await readSeals(sql, after, SEALS_PAGE);
    for (const seal of page) sealed.take(seal, 'database');
    const last = page.at(-1);
    if (!last) break;
    after = last.sequence;
  }
  const outside: readonly (readonly [SealPlace, ReadLines | undefined])[] = [
    ['file', sealsDir === undefined ? undefined : (take) => readSealFiles(sealsDir, take)],
    ['topic', topicSeals],
  ];
  for (const [place, read] of outside) {
    let held = 0;
    await read?.((line) => {
      held += 1;
      const seal = sealOfLine(line);
      if (seal) sealed.take(seal, place);
      else findings.add('seal_unusable', `line ${String(held)} of the seals in the ${place}`, 'It is no seal.');
    });
    if (held > 0) places.push(place);
    else
      skipped.push(`No seals were found in the ${place}: what the database says of itself was not compared with it.`);
  }
  sealed.compare(places);
  return sealed;
};

const proofsOf = async (sql: Sql, wish: VerifyWish, skipped: string[]): Promise<Proofs | undefined> => {
  const { secretsKey, attestationKey, nowMs } = wish;
  if (!secretsKey) {
    skipped.push('No stored signature was verified: the key of the secrets is not known here (CAUDAL_SECRETS_KEY).');
    return undefined;
  }
  if (!attestationKey) {
    skipped.push(
      'Deliveries of Mono Nigeria were not verified again: the key that attests their secrets is not known here (CAUDAL_ATTESTATION_KEY).',
    );
  }
  return { sources: await loadSources(sql, secretsKey), attestationKey, nowMs };
};

/** Every chain that has a head or rows; rows behind all heads are nobody's that the journal wrote. */
const headsOf = async (sql: Sql, sealed: SealedHeads, findings: Findings): Promise<Head[]> => {
  const heads = await readHeads(sql);
  const beyond = await sql.query<{ topic: string; partition: number; rows: number; first: string }>(
    `select d.topic, d.partition, count(*)::int as rows,
            (array_agg(d.delivery_id order by d.chain_position, d.delivery_id))[1] as first
     from journal.deliveries d
     left join journal.chains c using (topic, partition)
     where d.chain_position > coalesce(c.position, 0) group by 1, 2`,
  );
  for (const { rows, first, ...chain } of beyond) {
    const detail = `${String(rows)} deliveries stand behind its end, of which ${first} is the first.`;
    findings.add('row_inserted', chainName(chain), detail);
  }
  const known = new Set(heads.map(chainName));
  for (const chain of sealed.chains().filter((one) => !known.has(one))) {
    findings.add(
      'chain_cut',
      chain,
      `It is gone, and a seal vouches for ${sealed.highest(chain).toString()} deliveries.`,
    );
  }
  return heads;
};
