import { createRandom } from '../../../apps/simulator/src/bank/random.js';
import { COLLECTING, heldBytes } from '../../load/measure/held-memory.js';
import { COLLECTED, megabytes, watchMemory, type MemoryReport } from '../../load/measure/memory.js';
import { familyBytes } from '../system/family-memory.js';
import type { KeptPart } from '../system/keep-part.js';
import { unexpectedIn } from '../traffic/answers.js';
import { createReader } from '../traffic/reader.js';
import { playScenario, type Run, type Scenario } from './scenario.js';

/** Requests; a fifth more than different events. */
const REQUESTS_PER_S = 300;
const COPIES = 1.2;
const MINUTES = 20;

/** Below this all is warm-up: memory is told, but not judged. */
const JUDGED_FROM_MINUTES = 10;

/** A working day in small: nothing fails, and no process grows; what came in is there at the end, as it must be. */
export const soak: Scenario = (stage) => {
  const { minutes = MINUTES, rate = REQUESTS_PER_S / COPIES } = stage.options;
  const plot = { eventsPerS: rate, lengthMs: minutes * 60_000, system: { appOptions: COLLECTING } };
  return playScenario(stage, plot, async (run) => {
    const { system, campaign, sender, tale, signal, options } = run;
    const { apiUrl, installation } = system;
    const random = createRandom(`reads/${options.seed}`);
    const reader = createReader({ apiUrl, apiKey: installation.apiKey, random }, sender.acknowledged);
    const sent = new AbortController();
    const reading = reader.run(AbortSignal.any([signal, sent.signal]));
    const watches = watchesOf(run);
    await sender.send(campaign.deliveries, signal);
    sent.abort();
    await reading;
    tale.say(`answers: ${sender.answers.toString()}; ${reader.reads()} reads`);
    const reports = watches.map(({ what, isJudged, report }) => ({ what, isJudged, memory: report() }));
    for (const { what, memory } of reports) tale.say(wordsOf(what, memory));
    return [
      ...reader.wrong,
      ...unexpectedIn(sender.answers),
      ...(sender.answers.count(200) < sender.answers.total ? ['not every answer was 200'] : []),
      ...reports.flatMap(({ what, isJudged, memory }) =>
        isJudged && minutes >= JUDGED_FROM_MINUTES && !memory.flat ? [`${what} grew`] : [],
      ),
      ...partsOf(run).flatMap((part) => (part.endedByItself() > 0 ? [`${part.name} ended by itself`] : [])),
    ];
  });
};

const partsOf = ({ system }: Run): KeptPart[] => [
  system.ingress,
  system.transfers,
  system.api,
  system.kafka,
  system.postgres,
];

interface Watch {
  readonly what: string;
  readonly isJudged: boolean;
  readonly report: () => MemoryReport;
}

/**
 * Resident memory of all. Of our own processes it is told and not judged: V8 collects the more seldom the less it has to,
 * and keeps what a stall once made it take. They are made to collect, and judged by what they hold then.
 */
const watchesOf = (run: Run): Watch[] => {
  const { system, campaign, sender } = run;
  const done = (): number => sender.acknowledged.length / campaign.deliveries.length;
  const ours = [
    { part: system.ingress, url: system.ingressUrl },
    { part: system.transfers, url: system.transfersUrl },
    { part: system.api, url: system.apiUrl },
  ];
  return [
    ...ours.map(({ part, url }) => ({
      what: `what ${part.name} holds`,
      isJudged: true,
      report: watchMemory(() => heldBytes(url), done, COLLECTED),
    })),
    ...partsOf(run).map((part) => ({
      what: `the memory of ${part.name}`,
      isJudged: !ours.some((one) => one.part === part),
      report: watchMemory(() => familyBytes(part.pid() ?? 0), done),
    })),
  ];
};

const wordsOf = (what: string, { before, after, most }: MemoryReport): string => {
  const growth = before > 0 ? ((after / before - 1) * 100).toFixed(1) : '?';
  return (
    `${what}: ${megabytes(before)} in the second quarter, ${megabytes(after)} in the last (${growth} %), ` +
    `${megabytes(most)} at most`
  );
};
