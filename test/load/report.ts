import type { Machine } from './machine.js';
import { CONNECTIONS, type Plan } from './plan.js';
import { closingLines, type Results } from './results.js';
import { MOVEMENT_MIXES } from './traffic/movements.js';

const number = (value: number, digits = 0): string =>
  Number.isFinite(value) ? value.toLocaleString('en', { maximumFractionDigits: digits }) : 'never';

const spread = ({ lowest, highest }: { lowest: number; highest: number }): string =>
  `${number(lowest)} to ${number(highest)}`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** `docs/benchmarks.md`, before Prettier lays it out. */
export const report = (results: Results, plan: Plan, machine: Machine, date: string): string => `# Benchmarks

Written by \`npm run bench\` on ${date}; do not edit. Ours against the naive build that most teams write, kept in
\`test/load/naive\`: NestJS and Express, signatures verified over the raw bytes, one awaited \`producer.send\` a request,
a consumer with \`eachMessage\`, and TypeORM's \`repository.save\`. Ratios carry over to other machines, absolutes do not.

\`\`\`
${closingLines(results).join('\n')}
\`\`\`

## Machine

${table(
  ['', ''],
  [
    ['CPU', `${machine.cores} cores, ${machine.cpu}`],
    ['One core hashes (SHA-256)', `${number(machine.hashMbPerS, 0)} MB/s`],
    ['Memory', `${machine.memoryGib} GiB`],
    [
      'Used by other programs meanwhile',
      machine.foreignCores === null ? 'not known' : `${number(machine.foreignCores, 2)} cores`,
    ],
    ...Object.entries(machine.versions).map(([name, version]) => [name, version]),
  ],
)}

Everything runs on this one machine: the load generator, one Kafka broker, PostgreSQL, and the processes under test.

## Method

- Both sides in one run, in turns (${plan.rounds} rounds each), so that a slow minute of the machine meets both. Figures are the
  medians of the rounds; the spread is their lowest and highest.
- The same broker with its default settings, \`acks=all\`, 12 partitions, a pool of 16 connections, PostgreSQL flushing every commit.
  Our log keeps every event and its body in PostgreSQL beside the projection; the naive build keeps one row a transfer.
- Webhooks are bank transfers as Mono Colombia sends them, 1.2 KB each, all distinct, signed and serialised before the
  clock runs. Nothing but 200 is tolerated.
- **Accept**: closed loop over ${CONNECTIONS} kept-alive connections, no consumer running, ${plan.accept.lengthMs / 1_000} s a round after a warm-up. CPU is
  user and system time of the server process, from \`/proc/<pid>/stat\`.
- **Consume**: the topic is filled through each side's own ingress; of 20 transfers 15 are approved at once, 2 are
  rejected, 2 fall back to another rail first, and 1 flips afterwards. A new process reads it into new tables every
  round. The clock runs from the first commit seen to the last, and then every transfer must be there. Ours is the real
  \`transfers\` app, with its relay at work.
- **Latency**: open loop, evenly spaced, ${plan.latency.lengthMs / 1_000} s a round. A latency begins when its request was *due*, not when it was sent,
  and ends when another session can read the row: rows are looked for every few milliseconds (see
  \`measure/commit-watcher.ts\`), so a figure may be too high by one look, never too low. What is not there 10 s after
  the end counts as never.
- **Ledger**: movements on ledger accounts, as records of the topic in memory; Kafka is in neither path, and so is no
  relay. Ours posts them in batches as the ledger app cuts them. The naive build has one transaction an event: its id,
  an entry, two postings, two balances. Either every balance is what the events come to, or the run fails.
${acceptSection(results)}${consumeSection(results)}${latencySection(results)}${ledgerSection(results)}${LIMITS}`;

/** What a profile of both sides showed when the goals were compared with the figures; it changes with the code. */
const LIMITS = `
## What limits them

The goals were an accept ratio of 4 and a consume ratio of 20, from a prototype (5,337 webhooks a second) beside a naive
build that took 1,392 webhooks and 263 events a second on Node.js 20. What follows was measured on calm days, on which a
thousand million additions take Node.js 2.5 s and ingress takes some 8,000 webhooks a second; on a machine that is slower,
all speeds are, and the ratios with them. The naive build kept here took three times as many of both then, on Node.js 24,
so that the ratios were smaller although ours accepted more than the prototype.

- **Accept.** One thread of ours is full at about 8,000/s on a calm day, 2,500 on a slow one: a quarter of it is encoding
  records for Kafka, the rest is spread over HTTP, hashing, parsing and the canonical form. A second process does not help
  on two cores, which the broker and the load generator share. The route on plain \`node:http\`, without Fastify and Nest,
  was tried and takes 5 to 8 % more, which is not worth a second way of answering; answering there without keeping anything
  takes 0.08 of the 0.34 s that 1,000 webhooks cost on that day.
- **Consume.** The thread of \`transfers\` is full, at about 0.12 s of CPU per 1,000 events without its relay (parsing, folding, and
  writing four JSON documents an event), and PostgreSQL needs 0.08 s: together two cores ended near 8,000/s, where a mere
  upsert of one row an event would have ended near 19,000/s. The log with every body, the fold's memory and the outbox are
  what the difference buys.
`;

const acceptSection = ({ accept }: Results): string =>
  accept === undefined
    ? ''
    : `
## Accept

${table(
  ['', 'accepted/s', 'spread', 'CPU s per 1,000', 'p50 ms', 'p99 ms'],
  accept.map((entry) => [
    entry.side,
    number(entry.acceptedPerS),
    spread(entry.spread),
    number(entry.cpuSPer1000, 3),
    number(entry.p50Ms, 1),
    number(entry.p99Ms, 1),
  ]),
)}
`;

const consumeSection = ({ consume }: Results): string =>
  consume === undefined
    ? ''
    : `
## Consume

${table(
  ['', 'records', 'applied/s', 'spread', 'CPU s per 1,000'],
  consume.map((entry) => [
    entry.label,
    number(entry.records),
    number(entry.appliedPerS),
    spread(entry.spread),
    number(entry.cpuSPer1000, 3),
  ]),
)}
`;

const latencySection = ({ latency }: Results): string =>
  latency === undefined
    ? ''
    : `
## POST to committed row

${table(
  ['', 'offered/s', 'p50 ms', 'p99 ms', 'p99 of each round', 'p99 of the answer, ms', 'not committed in time'],
  latency.map((entry) => [
    entry.side,
    number(entry.ratePerS),
    number(entry.p50Ms),
    number(entry.p99Ms),
    entry.rounds.map((round) => number(round.p99Ms)).join(', '),
    number(entry.answerP99Ms),
    `${number(entry.missingShare * 100)} %`,
  ]),
)}
`;

const ledgerSection = ({ ledger }: Results): string =>
  ledger === undefined
    ? ''
    : `
## Ledger

${table(
  ['', 'accounts', 'events', 'posted/s', 'spread'],
  ledger.map((entry) => [
    entry.side,
    entry.mix === 'hot' ? 'one' : number(MOVEMENT_MIXES[entry.mix]),
    number(entry.events),
    number(entry.postedPerS),
    spread(entry.spread),
  ]),
)}
`;
