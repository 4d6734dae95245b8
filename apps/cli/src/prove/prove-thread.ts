import { parentPort, workerData } from 'node:worker_threads';
import { contexts } from '#contexts';
import { inSnapshot, provePart, type OnStale, type PartProof, type ProofTask } from '#event-store';
import { invariant } from '#kernel';
import { openDatabase } from '#persistence';

/** What a thread is given, and what it tells. */
export type ThreadWork = ProofTask & { readonly databaseUrl: string };
export type ThreadNews =
  { readonly folded: number } | { readonly stale: Parameters<OnStale>[0] } | { readonly proof: PartProof };

/** Proves one part of a log, with connections of its own that see the moment of whoever started it. */
const { databaseUrl, context: name, range, snapshot } = workerData as ThreadWork;
const tell = (news: ThreadNews): void => parentPort?.postMessage(news);

const context = contexts.get(name);
invariant(context, 'a thread works on a context that there is');
const database = await openDatabase({ url: databaseUrl, app: 'cli', poolSize: 2, statementTimeoutMs: 0 });
try {
  const proof = await inSnapshot(
    database,
    (log, tables) =>
      provePart(
        ...([log, tables, context, range] as const),
        (folded) => {
          tell({ folded });
        },
        (stale) => {
          tell({ stale });
        },
      ),
    snapshot,
  );
  tell({ proof });
} finally {
  await database.close();
}
