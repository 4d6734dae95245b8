import type { INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { BatchServer, type PositionStore } from '#messaging';
import { createLogger } from '#observability';
import type { TestKafka } from '#testing';
import { BatchProbeModule, type Probe } from './batch-probe.module.js';

/** A running member of the group. */
export interface Member {
  readonly server: BatchServer;
  readonly log: readonly LogLine[];
  /** As SIGTERM ends it. */
  close(): Promise<void>;
}

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Starts a member as an app does: a Nest application whose transport is ours. */
export const startMember = async (
  kafka: TestKafka,
  positions: PositionStore,
  probe: Probe,
  groupId = 'conformance',
): Promise<Member> => {
  const log: LogLine[] = [];
  const server = new BatchServer({
    ...kafka,
    clientId: 'test',
    logger: recordingLogger(log),
    groupId,
    positions,
    concurrency: 12,
  });
  const app: INestMicroservice = await NestFactory.createMicroservice(BatchProbeModule.of(probe), {
    strategy: server,
    logger: false,
  });
  await app.listen();
  return { server, log, close: () => app.close() };
};

const recordingLogger = (log: LogLine[]) => {
  const at =
    (level: string) =>
    (fields: object, message = ''): void => {
      log.push({ level, message, fields: { ...fields } });
    };
  return Object.assign(createLogger('test', 'silent'), {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
  });
};
