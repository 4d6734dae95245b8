import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createLogger } from '#observability';
import { bootSimulator, type RunningSimulator } from './boot.js';
import { SimulatorConfig } from './config.js';

/**
 * Proved: the whole process against a receiver that is not ours. Commands by REST become signed webhooks, a receiver
 * that fails gets them again until it takes them, and what arrives agrees with the books.
 */
interface Received {
  readonly slug: string;
  readonly body: Buffer;
  readonly headers: IncomingHttpHeaders;
  readonly authentic: boolean;
}

const COLOMBIA = { slug: 'mono-colombia', scheme: 'mono-signature', secret: 'whsec_of_the_test' };
const NIGERIA = { slug: 'mono-nigeria', scheme: 'mono-webhook-secret', secret: 'sesame' };

/** Written again here on purpose: a check that shared the simulator's signing would accept its mistakes. */
const isAuthentic = (slug: string, headers: IncomingHttpHeaders, body: Buffer): boolean => {
  if (slug === NIGERIA.slug) return headers['mono-webhook-secret'] === NIGERIA.secret;
  const parts = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['mono-signature']));
  const signed = Buffer.concat([Buffer.from(`${parts?.[1] ?? ''}.`), body]);
  return createHmac('sha256', COLOMBIA.secret).update(signed).digest('hex') === parts?.[2];
};

let receiver: Server;
let receiverUrl: string;
let received: Received[] = [];
/** The status of the next answers; 200 when there is none left. */
let answers: number[] = [];
let running: RunningSimulator;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const slug = request.url?.replace('/webhooks/', '') ?? '';
      const authentic = isAuthentic(slug, request.headers, body);
      received.push({ slug, body, headers: request.headers, authentic });
      response.statusCode = authentic ? (answers.shift() ?? 200) : 401;
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  receiverUrl = `http://127.0.0.1:${String((receiver.address() as AddressInfo).port)}`;
});

afterAll(() => {
  receiver.closeAllConnections();
  receiver.close();
});

const boot = (environment: Record<string, string> = {}): Promise<RunningSimulator> =>
  bootSimulator(
    SimulatorConfig.parse({
      CAUDAL_PORT: '0',
      CAUDAL_INGRESS_URL: receiverUrl,
      CAUDAL_SIMULATOR_SOURCES: JSON.stringify([COLOMBIA, NIGERIA]),
      // A day of the bank in a tenth of a second: every life ends within the test.
      CAUDAL_SIMULATOR_TIME_SCALE: '1000000',
      CAUDAL_LOG_LEVEL: 'silent',
      ...environment,
    }),
    createLogger('simulator', 'silent'),
  );

beforeEach(async () => {
  received = [];
  answers = [];
  running = await boot();
  // Chance has no place where single lives are followed.
  await call('PUT', '/control/faults', { flip: 0, fallback: 0 });
});

afterEach(async () => {
  await running.close();
});

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
  const response = await fetch(`${running.url}${path}`, {
    method,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    headers: { 'content-type': 'application/json' },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

const until = async (what: string, holds: () => boolean | Promise<boolean>): Promise<void> => {
  const deadline = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};

interface Told {
  readonly type: string;
  readonly id: string;
  readonly state: string;
}

const toldOfColombia = (): Told[] =>
  received
    .filter(({ slug, authentic }) => slug === COLOMBIA.slug && authentic)
    .map(({ body }) => {
      const { event } = JSON.parse(body.toString()) as { event: { type: string; data: { id: string; state: string } } };
      return { type: event.type, id: event.data.id, state: event.data.state };
    });

const ACH_TRANSFER = {
  amount: { amount: 1_600_000, currency: 'COP' },
  entity_id: 'inv-1',
  routing: 'ach',
  payee: {
    name: 'Laura Peña Ejemplo',
    document_type: 'CC',
    document_number: '1000000001',
    bank_account: { bank_code: '007', number: '00000000001', type: 'savings_account' },
  },
};

const firstAccount = async (): Promise<string> => {
  const { body } = await call('GET', '/v1/accounts');
  return (body.accounts as { id: string }[])[0]?.id ?? '';
};

const sendTransfer = async (change: object): Promise<{ id: string; state: string }> => {
  const account_id = await firstAccount();
  const { status, body } = await call('POST', '/v1/transfers', {
    account_id,
    transfers: [{ ...ACH_TRANSFER, ...change }],
  });
  expect(status).toBe(201);
  const [transfer] = body.transfers as { id: string; state: string }[];
  if (!transfer) throw new Error('No transfer came back');
  return transfer;
};

const inBook = async (kind: string, id: string): Promise<Record<string, unknown>> => {
  const { body } = await call('GET', `/control/book/${kind}?id=${id}`);
  return (body.data as Record<string, unknown>[])[0] ?? {};
};

describe('a transfer by REST', () => {
  it('is accepted, sent, approved and told about, with an honest signature', async () => {
    const transfer = await sendTransfer({});
    expect(transfer.state).toBe('created');
    await until('the approval was told', () => toldOfColombia().some(({ type }) => type === 'bank_transfer_approved'));
    expect(toldOfColombia().find(({ id }) => id === transfer.id)).toMatchObject({ state: 'approved' });
    expect(received.every(({ authentic }) => authentic)).toBe(true);
    expect(await inBook('transfers', transfer.id)).toMatchObject({ state: 'approved', amount: '1600000', rail: 'ach' });
    const { body } = await call('GET', `/v1/transfers?id=${transfer.id}`);
    expect(body.transfers).toMatchObject([{ id: transfer.id, state: 'approved', batch: { state: 'approved' } }]);
  });

  it.each(['8880000000', '9990000000'])('with document %s is declined', async (document_number) => {
    const transfer = await sendTransfer({ payee: { ...ACH_TRANSFER.payee, document_number } });
    await until('it was told', () => toldOfColombia().some(({ id }) => id === transfer.id));
    expect(toldOfColombia().find(({ id }) => id === transfer.id)).toMatchObject({
      type: 'bank_transfer_rejected',
      state: 'declined',
    });
  });

  it('falls back to ACH when the bank takes no turbo', async () => {
    const transfer = await sendTransfer({
      routing: 'turbo',
      fallback_routing: ['ach'],
      payee: { ...ACH_TRANSFER.payee, bank_account: { bank_code: '013', number: '1', type: 'savings_account' } },
    });
    await until('both were told', () => toldOfColombia().filter(({ id }) => id === transfer.id).length === 2);
    expect(await inBook('transfers', transfer.id)).toMatchObject({
      fell_back: true,
      rail: 'ach',
      requested_rail: 'turbo',
    });
  });

  it('flips by command, and the money comes back', async () => {
    const available = async (): Promise<unknown> =>
      (await call('GET', `/v1/accounts/${await firstAccount()}/balances`)).body.available;
    const before = await available();
    const transfer = await sendTransfer({});
    await until('it is approved', async () => (await inBook('transfers', transfer.id)).state === 'approved');
    expect(await available()).not.toEqual(before);
    expect((await call('POST', '/control/commands/flip-transfer', { id: transfer.id })).body).toEqual({
      id: transfer.id,
      state: 'declined',
    });
    expect(await available()).toEqual(before);
    await until('the flip was told', () =>
      toldOfColombia().some(({ type }) => type === 'bank_transfer_change_final_state'),
    );
  });

  it('keeps an amount that no double holds, from the request to the webhook', async () => {
    const account_id = await firstAccount();
    await call(
      'POST',
      '/control/commands/credit-account',
      `{"account_id":"${account_id}","amount":9223372036854775807}`,
    );
    await until('it was told', () => received.length > 0);
    expect(received[0]?.body.toString()).toContain('"amount":9223372036854775807');
    const { body } = await call('GET', '/control/book/credits');
    expect(body.data).toMatchObject([{ amount: '9223372036854775807' }]);
  });

  it('is refused with each reason in its place', async () => {
    const { status, body } = await call('POST', '/v1/transfers', {
      account_id: 'acc_x',
      transfers: [{ ...ACH_TRANSFER, amount: { amount: 1.5, currency: 'COP' }, routing: 'pigeon' }],
    });
    expect(status).toBe(422);
    expect((body.errors as { path: string }[]).map(({ path }) => path).sort()).toEqual([
      'transfers.0.amount.amount',
      'transfers.0.routing',
    ]);
    expect((await call('POST', '/v1/transfers', { account_id: 'acc_x', transfers: [ACH_TRANSFER] })).status).toBe(404);
    expect((await call('POST', '/v1/transfers', '{"account_id')).status).toBe(400);
  });
});

describe('delivery', () => {
  it('tries again until it is answered exactly 200', async () => {
    answers = [500, 202, 404];
    const transfer = await sendTransfer({});
    await until('all is acknowledged', async () => {
      const { body } = await call('GET', '/control/traffic');
      return body.pending === 0 && toldOfColombia().some(({ id }) => id === transfer.id);
    });
    const { body } = await call('GET', '/control/traffic');
    // batch_sent and bank_transfer_approved, and three refusals between them.
    expect(body.webhooks).toEqual({ queued: 2, sent: 5, acknowledged: 2, refused: 3, failed: 0 });
  });

  it('gives up after the tenth attempt', async () => {
    answers = Array.from({ length: 10 }, () => 503);
    const account_id = await firstAccount();
    await call('POST', '/control/commands/credit-account', { account_id, amount: 100 });
    await until('it was given up', async () => {
      const { body } = await call('GET', '/control/traffic');
      return (body.webhooks as { failed: number }).failed === 1;
    });
    expect(received).toHaveLength(10);
    expect(new Set(received.map(({ body }) => body.toString())).size).toBe(1);
  });

  it('survives drops and wrong secrets: each event arrives authentically in the end', async () => {
    expect((await call('PUT', '/control/faults', { wrongSecret: 0.5, drop: 0.3 })).body).toMatchObject({ drop: 0.3 });
    const account_id = await firstAccount();
    for (let index = 0; index < 20; index += 1) {
      await call('POST', '/control/commands/credit-account', { account_id, amount: 100 + index });
    }
    await until('all twenty arrived', () => new Set(toldOfColombia().map(({ id }) => id)).size === 20);
    expect(received.some(({ authentic }) => !authentic)).toBe(true);
  });
});

describe('Nigeria', () => {
  it('tells of connections, payments and debits, good and failed', async () => {
    const connected = await call('POST', '/control/commands/connect-account', {
      reference: 'onboard-0001',
      balance: 500,
    });
    expect(connected.status).toBe(202);
    await call('POST', '/control/commands/direct-pay', { reference: 'order-0001-ok', amount: 2_000_000 });
    await call('POST', '/control/commands/direct-pay', { reference: 'order-0002-no', amount: 100, outcome: 'failed' });
    await call('POST', '/control/commands/debit-mandate', {
      reference: 'debit-0001-no',
      amount: 100,
      outcome: 'failed',
    });
    const events = (): string[] =>
      received
        .filter(({ slug, authentic }) => slug === NIGERIA.slug && authentic)
        .map(({ body }) => (JSON.parse(body.toString()) as { event: string }).event)
        .sort();
    await until('all was told', () => events().length === 7);
    expect(events()).toEqual([
      'direct_debit.payment_failed',
      'direct_debit.payment_successful',
      'events.mandates.debit.failed',
      'events.mandates.debit.processing',
      'mono.events.account_connected',
      'mono.events.account_connected',
      'mono.events.account_updated',
    ]);
    expect(await inBook('direct-debits', 'order-0001-ok')).toMatchObject({ state: 'successful', amount: '2000000' });
  });
});

describe('a story', () => {
  it('is told to its end, and every webhook that the book knows of has arrived', async () => {
    const { status, body } = await call('POST', '/control/story', {
      operations: 60,
      seed: 7,
      ratePerSecond: 2_000,
      faults: { duplicate: 0.2, reorder: 1, wrongSecret: 0.05 },
    });
    expect(status).toBe(202);
    const id = String(body.id);
    await until('it is done', async () => (await call('GET', `/control/story/${id}`)).body.state === 'done');
    const { body: progress } = await call('GET', `/control/story/${id}`);
    expect(progress).toMatchObject({ operations: { total: 60, done: 60 }, webhooks: { failed: 0 } });

    const { body: page } = await call('GET', `/control/book/transfers?story=${id}&page_size=1000`);
    const told = toldOfColombia();
    const rows = page.data as { id: string; told: { type: string }[] }[];
    expect(rows.length).toBeGreaterThan(30);
    for (const row of rows) {
      const types = new Set(told.filter((one) => one.id === row.id).map(({ type }) => type));
      expect(types).toEqual(new Set(row.told.map(({ type }) => type)));
    }
  });
});

describe('traffic', () => {
  it('flows at its rate until it is stopped', async () => {
    await call('POST', '/control/traffic', { ratePerSecond: 100, seed: 3 });
    await until('webhooks flow', () => received.length > 100);
    const { body } = await call('DELETE', '/control/traffic');
    expect(body.traffic).toBeNull();
    const { body: book } = await call('GET', '/control/book');
    expect((book.transfers as { total: number }).total).toBeGreaterThan(20);
  });

  it('and knobs can come from a scenario file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scenario-'));
    const file = join(folder, 'scenario.json');
    await writeFile(file, JSON.stringify({ faults: { duplicate: 0.5 }, traffic: { ratePerSecond: 50 } }));
    await running.close();
    running = await boot({ CAUDAL_SIMULATOR_SCENARIO: file });
    expect((await call('GET', '/control/faults')).body).toMatchObject({ duplicate: 0.5 });
    await until('webhooks flow', () => received.length > 10);
    await rm(folder, { recursive: true });
  });
});

describe('the process', () => {
  it('answers for its health and its figures', async () => {
    expect((await call('GET', '/health/live')).status).toBe(200);
    expect((await call('GET', '/health/ready')).body).toMatchObject({ status: 'ready' });
    const metrics = await (await fetch(`${running.url}/metrics`)).text();
    expect(metrics).toContain('caudal_simulator_pending 0');
    expect(metrics.split('\n').length).toBeGreaterThan(20);
  });

  it('says clearly what it does not have', async () => {
    const unknown = await call('POST', '/control/commands/rob-bank', {});
    expect(unknown.status).toBe(404);
    expect(unknown.body.message).toContain('flip-transfer');
    expect((await call('PUT', '/control/faults', { dorp: 1 })).status).toBe(422);
    expect((await call('GET', '/control/story/none')).status).toBe(404);
    expect((await call('GET', '/control/book/unicorns')).status).toBe(422);
    expect((await call('GET', '/nothing')).body).toMatchObject({ code: '404 Not Found' });
  });
});
