import { writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { startGuard } from '../../apps/local/src/processes/guard.js';
import { describeMachine } from './machine.js';
import { measureAccept } from './measure/accept.js';
import { measureConsume } from './measure/consume.js';
import { measureLatency } from './measure/latency.js';
import { measureLedger } from './measure/ledger.js';
import { MEASURES, parseOptions, UsageError, type BenchOptions } from './options.js';
import { FULL, QUICK } from './plan.js';
import { benchProof } from './proof/bench-proof.js';
import { report } from './report.js';
import { closingLines, type Results } from './results.js';
import { watchForeignLoad } from './system/foreign-load.js';
import { naiveLedger, ourLedger } from './system/ledgers.js';
import { naiveSide } from './system/naive.js';
import { ourSide } from './system/ours.js';
import { ROOT } from './system/paths.js';
import { openServers } from './system/servers.js';

const run = async (options: BenchOptions): Promise<void> => {
  const plan = options.quick ? QUICK : FULL;
  const guard = startGuard();
  const servers = await openServers(options, guard);
  try {
    const ours = ourSide(servers, guard);
    const naive = naiveSide(servers, guard);
    const consumers = [
      { label: 'ours', side: ours },
      { label: 'naive', side: naive },
      // A reader will ask what tuning would give: the same build, all partitions at once.
      ...(options.quick ? [] : [{ label: 'naive, 12 partitions at once', side: naiveSide(servers, guard, 12) }]),
    ];
    // It drowns at both rates and has to be waited for: a smoke test can do without it.
    const senders = options.quick ? [ours] : [ours, naive];
    const has = (measure: string): boolean => options.measures.some((one) => one === measure);
    const foreignLoad = await watchForeignLoad();
    const results: Results = {
      ...(has('accept') ? { accept: await measureAccept(servers, [ours, naive], plan) } : {}),
      ...(has('consume') ? { consume: await measureConsume(servers, consumers, plan) } : {}),
      ...(has('latency') ? { latency: await measureLatency(servers, senders, plan) } : {}),
      ...(has('ledger') ? { ledger: await measureLedger(servers, [ourLedger, naiveLedger], plan) } : {}),
    };
    const foreignCores = servers.own ? await foreignLoad() : null;
    if (foreignCores !== null) console.log(`other programs used ${foreignCores.toFixed(2)} cores meanwhile`);
    // Only a whole run is a record worth keeping.
    if (!options.quick && options.measures.length === MEASURES.length) {
      const machine = await describeMachine(servers, foreignCores);
      const file = `${ROOT}docs/benchmarks.md`;
      const text = report(results, plan, machine, new Date().toISOString().slice(0, 10));
      await writeFile(file, await format(text, { ...(await resolveConfig(file)), parser: 'markdown' }));
    }
    for (const line of closingLines(results)) console.log(line);
  } finally {
    await servers.close();
    guard.close();
  }
};

const [first, ...rest] = process.argv.slice(2);
try {
  if (first === 'proof') await benchProof(rest);
  else await run(parseOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
