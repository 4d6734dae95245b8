import { connect } from 'node:net';

/** Size 10, api key 18 (ApiVersions), version 0, correlation 1, no client id: the smallest question of the protocol. */
const API_VERSIONS = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 255, 255]);
/** A broker on loopback that does its work answers within a few milliseconds. */
const TIMEOUT_MS = 1_000;

/** Whether a broker answers there: a port that takes connections is not yet one. */
export const answersKafka = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(TIMEOUT_MS, () => {
      finish(false);
    });
    socket.once('error', () => {
      finish(false);
    });
    socket.once('connect', () => socket.write(API_VERSIONS));
    socket.once('data', () => {
      finish(true);
    });
    socket.once('close', () => {
      resolve(false);
    });
  });
