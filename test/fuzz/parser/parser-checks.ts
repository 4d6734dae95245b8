import { deepStrictEqual } from 'node:assert/strict';
import { verifyMonoSignature, verifyMonoWebhookSecret, type Verdict } from '#webhook-auth';
import { check, type AnyCheck } from '../engine/campaign.js';
import { bytesOf, readCorpus, showBytes, type CorpusEntry } from '../engine/corpus.js';
import { within } from '../engine/within.js';
import { bearerInputs, signatureInputs, type BearerInput } from './header-arbitrary.js';
import { bearerOracle, signatureOracle, type SignatureInput } from './oracle.js';

/** A verdict takes some ten microseconds; the longest header that is read at all, a few hundred. */
const CPU_MS_MAX = 5;

/** A verdict as the oracles give it. Why something was refused is not theirs to say. */
const acceptedBy = (verdict: Verdict): object | undefined => {
  if (!verdict.ok) return undefined;
  const { ok: _, ...accepted } = verdict;
  return accepted;
};

const signatureHolds = (input: SignatureInput): void => {
  const verdict = within(CPU_MS_MAX, () => verifyMonoSignature(input));
  deepStrictEqual(acceptedBy(verdict), signatureOracle(input));
};

const bearerHolds = (input: BearerInput): void => {
  const verdict = within(CPU_MS_MAX, () => verifyMonoWebhookSecret(input));
  const expected = bearerOracle(input.header, input.secrets);
  deepStrictEqual(acceptedBy(verdict), expected && { ...expected, late: false });
};

/** The verdict on every header is that of the oracle, in bounded time. */
export const parserChecks: readonly AnyCheck[] = [
  check({
    name: 'the verdict on Mono-Signature',
    inputs: signatureInputs,
    share: 4,
    holds: signatureHolds,
    show: ({ body, ...input }) => `${JSON.stringify(input)} body ${showBytes(body)}`,
  }),
  check({
    name: 'the verdict on mono-webhook-secret',
    inputs: bearerInputs,
    share: 1,
    holds: bearerHolds,
    show: (input) => JSON.stringify(input),
  }),
];

/** An entry of `corpus/headers.json`; `accepted` is written by hand, so that the oracle too is checked. */
export interface HeaderEntry extends CorpusEntry {
  readonly scheme: 'mono-signature' | 'mono-webhook-secret';
  readonly header: string;
  readonly body?: string;
  readonly secrets: readonly string[];
  readonly accepted: boolean;
}

export const headerCorpus = (): readonly HeaderEntry[] => readCorpus('headers') as readonly HeaderEntry[];

/** @throws when the verdict is not the one that the entry names */
export const replayHeader = (entry: HeaderEntry): void => {
  const secrets = entry.secrets.map((secret, at) => ({ id: `secret-${String(at)}`, secret }));
  const { header } = entry;
  if (entry.scheme === 'mono-signature') {
    const input = { header, body: bytesOf(entry.body ?? ''), secrets, nowMs: 1_672_328_528_000 };
    signatureHolds(input);
    deepStrictEqual(verifyMonoSignature(input).ok, entry.accepted);
  } else {
    bearerHolds({ header, secrets });
    deepStrictEqual(verifyMonoWebhookSecret({ header, secrets }).ok, entry.accepted);
  }
};
