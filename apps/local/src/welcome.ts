import { urlOf } from './apps.js';
import type { RunningSystem } from './run-file.js';
import type { Settings } from './settings.js';

/** What a newcomer does first, with the addresses of this start. */
export const welcome = (
  { portBase, installation, databaseUrl, kafkaBrokers }: RunningSystem,
  { stateDir }: Settings,
) => {
  const api = urlOf(portBase, 'api');
  return `
Caudal is ready.

  Transfers  curl -H 'Authorization: Bearer ${installation.apiKey}' ${api}/v1/transfers
  API        ${api}/docs
  Webhooks   ${urlOf(portBase, 'ingress')}/webhooks/mono-colombia and /webhooks/mono-nigeria
  Simulator  ${urlOf(portBase, 'simulator')}
  Kafka      ${kafkaBrokers.join(', ')}
  Database   ${withoutPassword(databaseUrl)}
  Logs       ${stateDir}/logs, and all of this for programs, with the passwords, in ${stateDir}/run.json

Ctrl-C stops everything; what was stored is kept.
`;
};

const withoutPassword = (url: string): string => {
  const shown = new URL(url);
  shown.password = '';
  return shown.toString();
};
