import { join, resolve } from 'node:path';
import { ROLES, urlOf, type AppName, type Surroundings } from './apps.js';
import { checkPorts } from './check-ports.js';
import { DEMO_SOURCES } from './demo-sources.js';
import { cleanEnvironment, environment } from './environment.js';
import { showFlow } from './flow/show-flow.js';
import { migrate } from './migrate.js';
import { startGuard } from './processes/guard.js';
import type { Kept } from './processes/keep-running.js';
import { writeRunFile, type RunningSystem } from './run-file.js';
import { seedDemo } from './seed.js';
import { startServers } from './servers/start-servers.js';
import type { Settings } from './settings.js';
import { startApps, type KeptApp } from './start-apps.js';
import { boundLogs } from './state/bound-logs.js';
import { loadInstallation } from './state/installation.js';
import { openState } from './state/open-state.js';
import type { Terminal } from './terminal.js';
import { startTraffic } from './traffic.js';
import { welcome } from './welcome.js';

const ROOT = resolve(import.meta.dirname, '../../../..');

type Undo = () => unknown;

/**
 * The whole system on this machine, until the signal: servers, schema, demonstration data, apps, traffic. What was
 * started is stopped in the opposite order, whatever the reason for the end.
 *
 * @throws Problem, ConfigError
 */
export const start = async (settings: Settings, terminal: Terminal, signal: AbortSignal): Promise<void> => {
  const undo: Undo[] = [];
  try {
    await startAll(settings, terminal, signal, undo);
    await aborted(signal);
  } catch (error) {
    // What fails because we stop is no news.
    if (!signal.aborted) throw error;
  } finally {
    if (signal.aborted) terminal.say('Stopping …');
    for (const step of undo.reverse()) await step();
  }
  terminal.say('Stopped.');
};

const startAll = async (settings: Settings, terminal: Terminal, signal: AbortSignal, undo: Undo[]): Promise<void> => {
  const { portBase } = settings;
  const state = openState(settings.stateDir, settings.fresh);
  undo.push(state.close);
  await checkPorts(settings);
  const slugs = DEMO_SOURCES.map(({ slug }) => slug);
  const installation = loadInstallation(state.installationFile, ROLES, slugs, settings.sourceSecrets);
  const guard = startGuard();
  undo.push(guard.close, boundLogs(state.logDir));
  const tell = (sentence: string) => {
    if (!signal.aborted) terminal.say(`${new Date().toISOString().slice(11, 19)}  ${sentence}`);
  };

  terminal.say('Starting the servers …');
  const env = environment();
  const { databasePassword } = installation;
  const places = { kafkaHome: join(ROOT, 'apps/local/kafka'), logDir: state.logDir, env, databasePassword };
  const keptServers: Kept[] = [];
  const servers = await startServers(settings, places, guard, { tell, signal }, (kept) => {
    keptServers.push(kept);
    undo.push(kept.stop);
  });
  signal.throwIfAborted();

  const dist = join(ROOT, 'dist');
  const common = { dist, logDir: state.logDir, portBase, installation, env: cleanEnvironment(env) };
  const surroundings: Surroundings = { ...servers, ...common };
  terminal.say('Bringing schema and topics up to date …');
  await migrate(surroundings, guard);
  const secretsKey = Buffer.from(installation.secretsKey, 'hex');
  await seedDemo(servers.databaseUrl, { ...installation, secretsKey });
  signal.throwIfAborted();

  terminal.say('Starting the apps …');
  const apps: KeptApp[] = [];
  const system: RunningSystem = { ...servers, portBase, installation, apps };
  const traffic = () => startTraffic(urlOf(portBase, 'simulator'), tell);
  // A later life has another process id, and a simulator that was started again has forgotten its traffic.
  const restarted = (name: AppName) => {
    writeRunFile(state.runFile, system);
    if (name === 'simulator' && !settings.quiet && installation.liveSources.length === 0) void traffic();
  };
  undo.push(() => Promise.all(apps.map((app) => app.stop())));
  await startApps(surroundings, guard, { tell, signal, restarted }, apps);
  signal.throwIfAborted();
  writeRunFile(state.runFile, system);

  terminal.say(welcome(system, settings));
  const live = installation.liveSources.length > 0;
  if (live) terminal.say('No simulated traffic: a source has the secret of a real Mono.');
  else if (!settings.quiet) await traffic();
  const restarts = () => [...keptServers, ...apps].reduce((sum, kept) => sum + kept.restarts(), 0);
  const showing = showFlow({ portBase, restarts }, terminal, signal);
  undo.push(() => showing);
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener('abort', () => {
        resolve();
      });
  });
