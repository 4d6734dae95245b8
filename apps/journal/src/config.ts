import { hexKey } from '#config';
import { z } from 'zod';
import { Consumers } from '#contracts';
import { projectorConfig } from '#projector';

/** The settings of the journal; names and meanings are those of the environment. */
export const journalConfig = projectorConfig(Consumers.journal.port).extend({
  /** Signs the seals (Ed25519, `openssl rand -hex 32`). Whoever has it can rewrite the past: keep it off the database. */
  CAUDAL_SEAL_KEY: hexKey,
  /** Seconds between two seals: how much of the past is not sealed yet. */
  CAUDAL_SEAL_SECONDS: z.coerce.number().int().min(1).max(86_400).default(300),
  /** Where seals are kept outside the database: a disk that the database's administrator does not write. */
  CAUDAL_SEALS_DIR: z.string().min(1).default('.caudal/seals'),
});
export type JournalConfig = z.infer<typeof journalConfig>;
