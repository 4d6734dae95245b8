/**
 * What the internet sends: each its clear status as problem+json, or, where it is authentic, kept. The process lives on,
 * in bounded memory.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ErrorCodes, type ErrorCode } from '#contracts';
import type { Database } from '#persistence';
import { testDatabase, testKafka, type TestDatabase } from '#testing';
import { startIngress, untilReady, type IngressProcess } from './ingress-process.js';
import { collectRecords, makeTopics, type KeptRecords } from './ingress-records.js';
import { openRaw, write, type RawAnswer } from './ingress-sockets.js';
import { approved, COLOMBIA, post, postSigned, seedSources, signed, type Answer } from './ingress-webhooks.js';

const CAP = 256 * 1024;

let database: TestDatabase;
let admin: Database;
let ingress: IngressProcess;
let records: KeptRecords;

beforeAll(async () => {
  const kafka = testKafka();
  database = await testDatabase();
  admin = await seedSources(database.adminUrl);
  await makeTopics(kafka);
  ingress = await startIngress(kafka, database);
  records = collectRecords(kafka);
  await untilReady(ingress);
});

afterAll(async () => {
  await Promise.all([ingress.end(), records.close(), admin.close()]);
  await database.close();
});

const expectProblem = (answer: Answer | RawAnswer, code: ErrorCode): void => {
  const { status } = ErrorCodes[code];
  const [text, type] =
    'text' in answer ? [answer.text, answer.headers.get('content-type') ?? ''] : [answer.body, answer.head];
  expect({ status: answer.status, text }).toMatchObject({ status });
  expect(type).toContain('application/problem+json');
  expect(JSON.parse(text)).toMatchObject({ code, status, type: `urn:caudal:problem:${code}` });
};

const keptOf = (answer: Answer) => {
  expect(answer.status).toBe(200);
  return records.of(answer.headers.get('caudal-delivery-id'));
};

describe('authentic, however it looks, is kept', () => {
  it.each([
    ['text that is no JSON', Buffer.from('hello'), 'not_json'],
    ['nothing at all', Buffer.alloc(0), 'not_json'],
    ['NUL bytes', Buffer.from('{"event":\0\0}'), 'not_json'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x80, 0x7d]), 'not_utf8'],
    ['100,000 levels of nesting', Buffer.from('['.repeat(100_000) + ']'.repeat(100_000)), 'too_deep'],
    ['100,000 levels that never close', Buffer.from('{"a":'.repeat(50_000)), 'too_deep'],
  ])('%s', async (_what, body, reason) => {
    const record = await keptOf(await postSigned(ingress.url, body));
    expect(record).toMatchObject({ topic: 'mono.unclassified.v1', key: record.headers.ce_id });
    expect(record.headers).toMatchObject({ ce_unclassified: reason, ce_type: 'la.mono.unreadable' });
    expect(record.value.equals(body)).toBe(true);
  });

  it.each([
    ['1e400', '1e400'],
    ['an integer of 400 digits', '9'.repeat(400)],
    ['an integer of 200,000 digits', '9'.repeat(200_000)],
    ['a text with an escaped NUL', '"a\\u0000b"'],
    ['half a surrogate pair', '"\\ud800"'],
  ])('%s inside an event', async (_what, amount) => {
    const body = `{"event":{"data":{"id":"trn_numbers","amount":${amount}},"type":"bank_transfer_approved"}}`;
    const record = await keptOf(await postSigned(ingress.url, body));
    expect(record).toMatchObject({ topic: 'mono.transfers.v1', key: 'trn_numbers' });
    expect(record.value.toString()).toBe(body);
  });

  it.each([
    'text/plain',
    'application/xml',
    'multipart/form-data',
    'no type at all',
    'application/json; charset=klingon',
  ])('a body that calls itself %s', async (type) => {
    const body = approved('trn_type');
    const answer = await post(ingress.url, COLOMBIA, body, { 'mono-signature': signed(body), 'content-type': type });
    expect((await keptOf(answer)).headers['content-type']).toBe('application/json');
  });

  it('a body of exactly 256 KiB', async () => {
    const rest = approved('trn_cap').length;
    const body = approved('trn_cap', 'x'.repeat(CAP - rest));
    expect(body).toHaveLength(CAP);
    expect((await keptOf(await postSigned(ingress.url, body))).value).toHaveLength(CAP);
  });
});

describe('too much', () => {
  it('is 413 from the first byte beyond 256 KiB', async () => {
    expectProblem(await postSigned(ingress.url, 'x'.repeat(CAP + 1)), 'payload_too_large');
    expectProblem(await postSigned(ingress.url, 'x'.repeat(300_000)), 'payload_too_large');
  });

  it('is 413 also for a source that does not exist', async () => {
    expectProblem(await post(ingress.url, 'nobody', 'x'.repeat(300_000), {}), 'payload_too_large');
  });

  const chunked = async (chunks: readonly Buffer[]): Promise<RawAnswer> => {
    const { socket, answer } = await openRaw(ingress.port);
    const signature = signed(Buffer.concat(chunks));
    await write(socket, `POST /webhooks/${COLOMBIA} HTTP/1.1\r\nhost: x\r\nmono-signature: ${signature}\r\n`);
    await write(socket, 'transfer-encoding: chunked\r\n\r\n');
    for (const chunk of chunks) {
      await write(socket, `${chunk.length.toString(16)}\r\n`);
      await write(socket, chunk);
      await write(socket, '\r\n');
    }
    await write(socket, '0\r\n\r\n');
    return answer.finally(() => socket.destroy());
  };

  it('takes a small body in chunks without a length', async () => {
    const body = Buffer.from(approved('trn_chunked'));
    const { status } = await chunked([body.subarray(0, 10), body.subarray(10, 11), body.subarray(11)]);
    expect(status).toBe(200);
  });

  it('refuses a large one', async () => {
    expectProblem(await chunked(Array.from({ length: 5 }, () => Buffer.alloc(60_000, 'x'))), 'payload_too_large');
  });

  it('hangs up on one that never ends', async () => {
    const { socket, answer } = await openRaw(ingress.port);
    await write(socket, `POST /webhooks/${COLOMBIA} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n`);
    const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(1024 * 1024, 'x'), Buffer.from('\r\n')]);
    let megabytes = 0;
    while (megabytes < 100 && !socket.destroyed) {
      await write(socket, chunk);
      megabytes += 1;
    }
    // What the two kernels buffer between them is some megabytes; the answer itself may cross our sending.
    expect(megabytes).toBeLessThan(50);
    const status = await answer.then(
      (given) => given.status,
      () => 'reset',
    );
    expect([413, 'reset']).toContain(status);
  });
});

describe('too slow', () => {
  const within = async (answer: Promise<RawAnswer>, ms: number): Promise<RawAnswer> => {
    const started = performance.now();
    const given = await answer;
    expect(performance.now() - started).toBeLessThan(ms);
    return given;
  };

  it('is 408 when the headers stall', async () => {
    const { socket, answer } = await openRaw(ingress.port);
    await write(socket, 'POST /webhooks/bogota HTTP/1.1\r\nhost: x\r\nmono-sig');
    expectProblem(await within(answer, 3_000), 'request_timeout');
    socket.destroy();
  });

  it('is 408 when the body stalls', async () => {
    const { socket, answer } = await openRaw(ingress.port);
    await write(socket, 'POST /webhooks/bogota HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"ev');
    expectProblem(await within(answer, 4_000), 'request_timeout');
    socket.destroy();
  });

  it('is 408 when the body drips', async () => {
    const { socket, answer } = await openRaw(ingress.port);
    await write(socket, 'POST /webhooks/bogota HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n');
    const drip = setInterval(() => void write(socket, ' '), 100);
    expectProblem(await within(answer, 4_000), 'request_timeout');
    clearInterval(drip);
    socket.destroy();
  });
});

describe('not for us', () => {
  it('is 404 for a source that does not exist', async () => {
    expectProblem(await post(ingress.url, 'nobody', approved('trn_1'), {}), 'not_found');
    expectProblem(await post(ingress.url, '..%2f..%2fetc', '{}', {}), 'not_found');
    expectProblem(await post(ingress.url, 'x'.repeat(5_000), '{}', {}), 'not_found');
    expectProblem(await post(ingress.url, '', '{}', {}), 'not_found');
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('is 405 with Allow for %s', async (method) => {
    const answer = await fetch(`${ingress.url}/webhooks/${COLOMBIA}`, { method });
    expectProblem({ status: answer.status, headers: answer.headers, text: await answer.text() }, 'method_not_allowed');
    expect(answer.headers.get('allow')).toBe('POST');
  });

  it('is 400 for an address that cannot be decoded', async () => {
    expectProblem(await post(ingress.url, '%zz', '{}', {}), 'bad_request');
  });

  it('is 431 for huge headers', async () => {
    const { socket, answer } = await openRaw(ingress.port);
    await write(socket, `POST /webhooks/bogota HTTP/1.1\r\nhost: x\r\nx-huge: ${'x'.repeat(100_000)}\r\n\r\n`);
    expectProblem(await answer, 'headers_too_large');
    socket.destroy();
  });

  it('is 400 for what is no HTTP', async () => {
    const { socket, answer } = await openRaw(ingress.port);
    await write(socket, '\x16\x03\x01\x02\x00\x01\x00 hello?\r\n\r\n');
    expectProblem(await answer, 'bad_request');
    socket.destroy();
  });
});

describe('afterwards', () => {
  const residentBytes = async (): Promise<number> => {
    const metrics = await (await fetch(`${ingress.url}/metrics`)).text();
    return Number(/^process_resident_memory_bytes (\d+)/m.exec(metrics)?.[1]);
  };

  it('has not grown beyond bounds by four hundred half-sent bodies', async () => {
    const before = await residentBytes();
    // Together 100 MiB would be held; the budget ends at 64, and what is beyond it is 503 or unanswered until 408.
    const half = Buffer.alloc(CAP - 1, 'x');
    const connections = await Promise.all(Array.from({ length: 400 }, () => openRaw(ingress.port)));
    const head = `POST /webhooks/${COLOMBIA} HTTP/1.1\r\nhost: x\r\ncontent-length: ${String(CAP)}\r\n\r\n`;
    await Promise.all(connections.map(({ socket }) => write(socket, head)));
    await Promise.all(connections.map(({ socket }) => write(socket, half)));
    expect((await residentBytes()) - before).toBeLessThan(256 * 1024 * 1024);
    await Promise.allSettled(connections.map(({ answer }) => answer));
    for (const { socket } of connections) socket.destroy();
  });

  it('still keeps what is authentic, and has not filled its log', async () => {
    await keptOf(await postSigned(ingress.url, approved('trn_afterwards')));
    expect(ingress.log.filter((line) => !line.includes('"level":30'))).toEqual([]);
  });

  it('has counted each refusal by its status', async () => {
    const metrics = await (await fetch(`${ingress.url}/metrics`)).text();
    for (const status of [400, 404, 405, 408, 413, 431]) {
      expect(metrics).toMatch(new RegExp(`caudal_ingress_rejected_total\\{status="${String(status)}"\\} [1-9]`));
    }
  });
});
