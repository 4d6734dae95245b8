import { APPS, SERVER_PORTS } from './apps.js';
import { Problem } from './problem.js';
import { isTaken } from './servers/ports.js';
import { PORT_SPAN, type Settings } from './settings.js';

/** @throws Problem naming every port that something else listens on */
export const checkPorts = async ({
  portBase,
  databaseUrl,
  kafkaBrokers,
}: Pick<Settings, 'portBase' | 'databaseUrl' | 'kafkaBrokers'>): Promise<void> => {
  const wanted = [
    ...APPS.map(({ name, port }) => ({ name, port })),
    ...(databaseUrl === undefined ? [{ name: 'PostgreSQL', port: SERVER_PORTS.postgres }] : []),
    ...(kafkaBrokers === undefined
      ? [
          { name: 'Kafka', port: SERVER_PORTS.kafka },
          { name: "Kafka's controller", port: SERVER_PORTS.kafkaController },
        ]
      : []),
  ].map(({ name, port }) => ({ name, port: portBase + port }));
  const taken = await Promise.all(wanted.map(({ port }) => isTaken(port)));
  const lost = wanted.filter((_, index) => taken[index]).map(({ name, port }) => `${port} (${name})`);
  if (lost.length === 0) return;
  throw new Problem(
    `${lost.length === 1 ? 'This port is' : 'These ports are'} taken by another program: ${lost.join(', ')}. ` +
      `Free ${lost.length === 1 ? 'it' : 'them'}, or use others: npm start -- --port-base ${portBase + PORT_SPAN + 799}`,
  );
};
