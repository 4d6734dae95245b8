import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { loadConfig } from '#config';
import { startGuard } from '../../apps/local/src/processes/guard.js';
import { startPart } from '../../apps/local/src/processes/part.js';
import { kafkaPart } from '../../apps/local/src/servers/kafka.js';
import { freePorts } from '../../apps/local/src/servers/ports.js';

const Machine = z.object({ PATH: z.string(), CAUDAL_JAVA: z.string().default('java') });

/** A broker that a specification may freeze and kill: the one of the run is shared with the others. */
export interface OwnBroker {
  readonly brokers: readonly string[];
  freeze(): void;
  thaw(): void;
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it on the same data and resolves when it answers: some 14 s after a kill. */
  restart(): Promise<void>;
  /** Deletes what it held. Restarted, it is another cluster at the same address. */
  wipe(): void;
  close(): Promise<void>;
}

export const startOwnBroker = async (): Promise<OwnBroker> => {
  const { PATH, CAUDAL_JAVA: java } = loadConfig(Machine);
  const [port = 0, controllerPort = 0] = await freePorts(2);
  const folder = mkdtempSync(join(tmpdir(), 'caudal-broker-'));
  const guard = startGuard();
  const part = kafkaPart(
    {
      port,
      controllerPort,
      java,
      env: { PATH },
      dataDir: join(folder, 'kafka'),
      logFile: join(folder, 'kafka.log'),
      home: join(import.meta.dirname, '../../apps/local/kafka'),
      disposable: true,
    },
    guard,
  );
  let running = await startPart(part);
  return {
    brokers: [`127.0.0.1:${String(port)}`],
    freeze: () => process.kill(running.pid, 'SIGSTOP'),
    thaw: () => process.kill(running.pid, 'SIGCONT'),
    async kill() {
      process.kill(running.pid, 'SIGKILL');
      await running.exited;
    },
    async restart() {
      running = await startPart(part);
    },
    wipe() {
      rmSync(join(folder, 'kafka'), { recursive: true, force: true });
    },
    async close() {
      await running.stop();
      guard.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
