import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { hexKey, loadConfig } from '#config';
import { sealKeyOf } from '#journal';
import { Problem } from '../problem.js';

const Environment = z.object({
  /** Of the seals that count: the public half of the key that the journal signs with. */
  CAUDAL_SEAL_PUBLIC_KEY: hexKey.optional(),
  CAUDAL_SEALS_DIR: z.string().min(1).optional(),
  CAUDAL_SECRETS_KEY: hexKey.optional(),
  CAUDAL_ATTESTATION_KEY: hexKey.optional(),
  CAUDAL_STATE_DIR: z.string().min(1).default('.caudal'),
});

/** What `npm start` made up for its installation. */
const StateFile = z.object({
  secretsKey: hexKey.optional(),
  attestationKey: hexKey.optional(),
  sealKey: hexKey.optional(),
});

/** With what the journal is proved. Each that is absent leaves a part of the proof out. */
export interface VerifyKeys {
  readonly sealPublicKey: Buffer | undefined;
  readonly sealsDir: string | undefined;
  readonly secretsKey: Buffer | undefined;
  readonly attestationKey: Buffer | undefined;
}

/** The keys that the environment names, else those of the installation of `npm start` in this folder. @throws ConfigError, Problem */
export const findKeys = (): VerifyKeys => {
  const env = loadConfig(Environment);
  const stateDir = resolve(env.CAUDAL_STATE_DIR);
  const state = readState(join(stateDir, 'state.json'));
  return {
    sealPublicKey: env.CAUDAL_SEAL_PUBLIC_KEY ?? (state.sealKey && sealKeyOf(state.sealKey).publicKey),
    sealsDir: env.CAUDAL_SEALS_DIR ?? join(stateDir, 'seals'),
    secretsKey: env.CAUDAL_SECRETS_KEY ?? state.secretsKey,
    attestationKey: env.CAUDAL_ATTESTATION_KEY ?? state.attestationKey,
  };
};

/** Nothing of it where there is none: an installation that is not of `npm start` has its keys in the environment. */
const readState = (path: string): z.infer<typeof StateFile> => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  try {
    return StateFile.parse(JSON.parse(text));
  } catch {
    throw new Problem(`${path} does not hold the keys of an installation.`);
  }
};
