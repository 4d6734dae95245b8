import { loadSources } from '#access';
import { chainName, readHeads, type Head } from '#journal';
import type { Sql } from '#persistence';
import { compareContexts } from './compare-contexts.js';
import { findUnarchived } from './compare-ids.js';
import { Findings, type Finding } from './findings.js';
import { readSealed, type SealPlaces } from './read-sealed.js';
import type { SealedHeads } from './sealed.js';
import { walkChain, type Proofs, type Walked } from './walk-chain.js';

/** What a proof is made with. */
export interface VerifyWish extends SealPlaces {
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
  await findUnarchived(sql, findings);
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
