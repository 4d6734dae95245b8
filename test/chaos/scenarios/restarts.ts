import { setTimeout as sleep } from 'node:timers/promises';
import { transferFold } from '#transfers-domain';
import { createRandom } from '../../../apps/simulator/src/bank/random.js';
import { built } from '../../load/system/paths.js';
import { wayOf } from '../../../apps/local/src/processes/launch.js';
import type { KeptPart } from '../system/keep-part.js';
import { createReader } from '../traffic/reader.js';
import { identityOfBody } from '../audit/identity.js';
import { arrivals } from '../audit/events.js';
import { unexpectedIn } from '../traffic/answers.js';
import { playScenario, type Run, type Scenario, type Shortfalls } from './scenario.js';

const EVENTS_PER_S = 200;
const MINUTES = 1;
/** What a supervisor gives a process that was asked to end, before it insists. */
const GRACE_MS = 15_000;

/** Into the load of each step by this share of it comes the signal: it meets a system that is warm and busy. */
const LEAD = 0.3;

/** SIGTERM to each app under load, and the consumer's next version rolled out beside the one that runs. */
export const restarts: Scenario = (stage) => {
  const { minutes = MINUTES, rate = EVENTS_PER_S } = stage.options;
  const lengthMs = minutes * 60_000;
  return playScenario(stage, { eventsPerS: rate, lengthMs }, async (run) => {
    const { system, campaign, sender, tale, signal } = run;
    const { apiUrl, installation } = system;
    const random = createRandom(`reads/${run.options.seed}`);
    const reader = createReader({ apiUrl, apiKey: installation.apiKey, random }, sender.acknowledged);
    const done = new AbortController();
    const reading = reader.run(AbortSignal.any([signal, done.signal]));

    // Each step has a part of the story to itself: however slow the machine, it is under load.
    const apps = [system.ingress, system.transfers, system.api];
    const steps = apps.length + 1;
    const partOf = (step: number) => {
      const of = (share: number) => Math.floor((campaign.deliveries.length * share) / steps);
      return campaign.deliveries.slice(of(step), of(step + 1));
    };
    const underLoad = async (step: number, act: () => Promise<Shortfalls>): Promise<Shortfalls> => {
      const sending = sender.send(partOf(step), signal);
      await sleep((lengthMs / steps) * LEAD, undefined, { signal }).catch(() => undefined);
      const shortfalls = await act();
      await sending;
      return shortfalls;
    };
    const shortfalls: string[] = [];
    for (const [step, app] of apps.entries()) {
      shortfalls.push(...(await underLoad(step, () => endGently(app, run))));
    }
    await startNextVersion(run);
    shortfalls.push(...(await underLoad(apps.length, () => endThisVersion(run))));
    done.abort();
    await reading;
    tale.say(`answers: ${sender.answers.toString()}; ${reader.reads()} reads, ${reader.broken()} of them cut off`);
    return [
      ...shortfalls,
      ...reader.wrong,
      ...unexpectedIn(sender.answers),
      ...(await keptWithoutAnswer(run)),
      ...(reader.broken() > 0 ? [`${reader.broken()} reads were taken and not answered`] : []),
      ...(await versionsOf(run)),
    ];
  });
};

/** Asked to end under load, it ends by itself, in time and well. */
const endGently = async (app: KeptPart, { tale }: Run): Promise<Shortfalls> => {
  await app.back();
  const begunMs = tale.nowMs();
  const exit = await app.kill('SIGTERM');
  const tookMs = tale.nowMs() - begunMs;
  const way = exit ? wayOf(exit) : 'it was not there';
  tale.say(`${app.name}: SIGTERM, ended after ${(tookMs / 1_000).toFixed(1)} s (${way})`);
  await app.back();
  return exit?.code === 0 && tookMs < GRACE_MS ? [] : [`${app.name} did not end well in time: ${way}`];
};

/**
 * A connection that the sender finds idle may be closed while its next request is on the way to it: nobody took that
 * one. An answer is lost only where the webhook of a connection that broke was kept.
 */
const keptWithoutAnswer = async ({ system, sender }: Run): Promise<Shortfalls> => {
  const kept = await arrivals(system.admin);
  const lost = sender.cutOff.filter(({ delivery, sentMs, brokenMs }) => {
    const receivedMs = kept.get(identityOfBody(delivery)) ?? Infinity;
    return receivedMs >= sentMs && receivedMs <= brokenMs;
  });
  return lost.length > 0 ? [`${lost.length} webhooks were kept and not answered`] : [];
};

/** It joins the group: from now on both versions work side by side. */
const startNextVersion = async ({ system, tale }: Run): Promise<void> => {
  const nodeOptions = ['--import', built('test/chaos/mutations/next-fold-version.js')];
  const next = await system.startAnother('transfers', { label: 'transfers-next', nodeOptions });
  tale.say(`transfers-next: joined, process ${next.pid}`);
};

/** It is asked to end and does not come again: the rest is the next version's. */
const endThisVersion = async ({ system, tale }: Run): Promise<Shortfalls> => {
  system.transfers.hold();
  const exit = await system.transfers.kill('SIGTERM');
  tale.say(`transfers: SIGTERM, ended (${exit ? wayOf(exit) : 'it was not there'}); the next version is alone`);
  return exit?.code === 0 ? [] : ['the version before did not end well'];
};

/**
 * The next version counts what it has heard of a transfer. A row of the one before has no such number, and one of the next
 * has that of all events in the log: neither ever went on from the other's memory.
 */
const versionsOf = async ({ system, tale }: Run): Promise<Shortfalls> => {
  const rows = await system.admin.query<{ version: number; rows: number; mixed: number }>(
    `select t.fold_version as version, count(*)::int as rows,
            count(*) filter (where (t.view ->> 'heard')::int is distinct from
                                   case when t.fold_version = $1 then e.heard end)::int as mixed
     from transfers.transfers t
     join (select entity_id as id, scope, count(*)::int as heard from transfers.events
           where kind = 'transfer' group by 1, 2) e using (id, scope)
     group by 1 order by 1`,
    [transferFold.version + 1],
  );
  for (const { version, rows: count } of rows) tale.say(`${count} rows of version ${version}`);
  const both = rows.length === 2 && rows.every(({ rows: count }) => count > 0);
  return [
    ...(both ? [] : ['not both versions wrote rows']),
    ...rows.flatMap(({ version, mixed }) =>
      mixed > 0 ? [`${mixed} rows of version ${version} are no fold of the whole log`] : [],
    ),
  ];
};
