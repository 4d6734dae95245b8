import { portOf, urlOf, type AppName } from './apps.js';
import type { KeptApp } from './start-apps.js';
import { sourcesOf } from './demo-sources.js';
import { writePrivately, type Installation } from './state/installation.js';

export interface RunningSystem {
  readonly portBase: number;
  readonly databaseUrl: string;
  readonly kafkaBrokers: readonly string[];
  readonly installation: Installation;
  readonly apps: readonly KeptApp[];
}

/** `.caudal/run.json`: where everything is, for scripts. There is no dashboard and no login yet: they are null. */
export const writeRunFile = (path: string, system: RunningSystem): void => {
  const { portBase, installation, apps } = system;
  const url = (name: AppName) => (apps.some((app) => app.name === name) ? urlOf(portBase, name) : null);
  writePrivately(path, {
    ingressUrl: url('ingress'),
    apiUrl: url('api'),
    dashboardUrl: null,
    simulatorUrl: url('simulator'),
    apiKey: installation.apiKey,
    login: null,
    sources: sourcesOf(installation),
    databaseUrl: system.databaseUrl,
    kafkaBrokers: system.kafkaBrokers,
    apps: apps.map((app) => ({ name: app.name, pid: app.pid() ?? null, port: portOf(portBase, app.name) })),
  });
};
