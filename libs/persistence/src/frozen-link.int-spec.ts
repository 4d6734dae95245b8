import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#testing';
import { openDatabase, type Database } from './database.js';

/**
 * A server or a link that freezes within a transaction: the client gives up, the server does not know. What was given
 * up is never committed by the next user of the connection.
 */
describe('a link that freezes within a transaction', () => {
  let test: TestDatabase;
  let link: FreezableLink;
  let database: Database;

  beforeEach(async () => {
    test = await testDatabase();
    const url = new URL(test.adminUrl);
    link = await freezableLink(Number(url.port));
    url.port = String(link.port);
    // One connection, so that the next transaction would meet the frozen one.
    database = await openDatabase({ url: url.toString(), app: 'test', poolSize: 1, statementTimeoutMs: 200 });
    await database.query('create table moved (n int)');
  });

  afterEach(async () => {
    await database.close();
    await link.close();
    await test.close();
  });

  it('costs that transaction, and only that', async () => {
    const given = database.transaction(async (sql) => {
      await sql.query('insert into moved values (1)');
      link.freeze();
      await sql.query('insert into moved values (2)');
    });
    await expect(given).rejects.toThrow(/timeout/i);
    link.thaw();
    await database.transaction((sql) => sql.query('insert into moved values (3)'));
    expect(await database.query('select n from moved')).toEqual([{ n: 3 }]);
  }, 30_000);
});

interface FreezableLink {
  readonly port: number;
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
}

/** A way to the server on which everything may stop moving while every socket stays open. */
const freezableLink = async (to: number): Promise<FreezableLink> => {
  const sockets = new Set<Socket>();
  const server: Server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    freeze() {
      for (const socket of sockets) socket.pause();
    },
    thaw() {
      for (const socket of sockets) socket.resume();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
