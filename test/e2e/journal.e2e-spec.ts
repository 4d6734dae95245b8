import { createHmac } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { Delivery, EntityEventPage, Reverification, Topics } from '#contracts';
import { sealKeyOf } from '#journal';
import { colombiaBody, eventually, nigeriaBody, readTopic, testPublisher } from '#testing';
import { startApp, untilReady, type AppProcess } from './app-process.js';
import { runCli } from './cli-process.js';
import { API_KEY, SOURCES, startPipeline, type Pipeline } from './pipeline.js';

/** From the door to the proof: what came is archived byte for byte, found from what it made, sealed, and verified. */
describe('the journal', () => {
  const SEAL_KEY = Buffer.alloc(32, 9);
  let pipeline: Pipeline;
  let journal: AppProcess;
  let sealsDir: string;

  beforeAll(async () => {
    sealsDir = mkdtempSync(join(tmpdir(), 'caudal-seals-'));
    pipeline = await startPipeline();
    journal = await startApp('journal', {
      ...pipeline.settings('journal'),
      CAUDAL_SEAL_KEY: SEAL_KEY.toString('hex'),
      CAUDAL_SEAL_SECONDS: '1',
      CAUDAL_SEALS_DIR: sealsDir,
    });
    await untilReady(journal);
  });

  afterAll(async () => {
    await journal.end();
    await pipeline.stop();
    rmSync(sealsDir, { recursive: true });
  });

  /** Sends a webhook as its provider does, and returns the answer's status and the id that the sender was told. */
  const send = async (source: keyof typeof SOURCES, body: Buffer, secret: string = SOURCES[source].secret) => {
    const t = String(Math.floor(Date.now() / 1_000));
    const headers: Record<string, string> =
      source === 'mono-colombia'
        ? { 'mono-signature': `t=${t},v1=${createHmac('sha256', secret).update(`${t}.`).update(body).digest('hex')}` }
        : { 'mono-webhook-secret': secret };
    const answer = await request(`${pipeline.ingress.url}/webhooks/${source}`, { method: 'POST', body, headers });
    await answer.body.dump();
    return { status: answer.statusCode, id: String(answer.headers['caudal-delivery-id']) };
  };
  const delivery = (id: string): Promise<Delivery> =>
    eventually(async () => Delivery.parse((await pipeline.read(`/v1/deliveries/${id}`)).body));
  const ask = (path: string, method = 'GET') =>
    fetch(`${pipeline.api.url}${path}`, { method, headers: { authorization: `Bearer ${API_KEY}` } });
  const rawOf = async (path: string) => Buffer.from(await (await ask(path)).arrayBuffer());
  const reverified = async (id: string) =>
    Reverification.parse(await (await ask(`/v1/deliveries/${id}/reverify`, 'POST')).json());

  const transfer = colombiaBody('bank_transfer_approved', { id: 'trn_of_the_journal', state: 'approved' });

  it('archives what is accepted, told again, unknown and forged, each under its verdict', async () => {
    const accepted = await send('mono-colombia', transfer);
    const again = await send('mono-colombia', transfer);
    const unknown = await send('mono-nigeria', nigeriaBody('nobody.knows.this', { a: 1 }));
    const forged = await send('mono-colombia', transfer, 'whsec_of_somebody_else');
    expect([accepted, again, unknown, forged].map(({ status }) => status)).toEqual([200, 200, 200, 401]);
    const archived = await Promise.all([accepted, again, unknown, forged].map(({ id }) => delivery(id)));
    expect(archived.map(({ verdict, attempt }) => `${verdict} ${String(attempt)}`)).toEqual([
      'accepted 1',
      'duplicate 2',
      'unclassified 1',
      'rejected 1',
    ]);
    expect(archived[0]?.event_id).toBe(archived[1]?.event_id);
    const checked = await Promise.all(archived.map(({ id }) => reverified(id)));
    expect(checked.map(({ signature_valid: valid }) => valid)).toEqual([true, true, true, false]);
  });

  it('can be walked to from an entity: its event, the delivery, its bytes and their proof', async () => {
    const events = await eventually(async () =>
      EntityEventPage.parse((await pipeline.read('/v1/transfers/trn_of_the_journal/events')).body),
    );
    const found = Delivery.parse((await pipeline.read(events.data[0]?.links.delivery ?? '')).body);
    expect(await rawOf(found.links.raw ?? '')).toEqual(transfer);
    expect(await reverified(found.id)).toMatchObject({ signature_valid: true, digest_matches: true });
  });

  it('chains a delivery once that the spool brought too', async () => {
    const [first] = await readTopic(pipeline.kafka, Topics.transfers.name);
    if (!first) throw new Error('nothing was accepted');
    const publisher = testPublisher(pipeline.kafka);
    await publisher.publish([
      { ...first, topic: Topics.transfers.name, headers: { ...first.headers, ce_origin: 'spool' } },
    ]);
    await publisher.close();
    const { id } = await send('mono-colombia', transfer);
    await delivery(id);
    const { body } = await pipeline.read(`/v1/deliveries?event_id=${first.headers.ce_id ?? ''}`);
    expect((body as { data: unknown[] }).data).toHaveLength(3);
  });

  it('seals what came, in a file and on a topic, and is proved with both', async () => {
    const [newest] = ((await pipeline.read('/v1/deliveries?limit=1')).body as { data: { id: string }[] }).data;
    await eventually(async () => {
      expect((await delivery(newest?.id ?? '')).seal).not.toBeNull();
      const [inside] = await pipeline.database.query<{ n: number }>(
        'select count(*)::int as n from journal.seals where filed_at is null or published_at is null',
      );
      expect(inside?.n).toBe(0);
    });
    const filed = readdirSync(sealsDir).flatMap((name) =>
      readFileSync(join(sealsDir, name), 'utf8').trim().split('\n'),
    );
    const published = (await readTopic(pipeline.kafka, Topics.seals.name)).map(({ value }) => value.toString());
    expect(filed).toEqual(published);

    const result = await verify();
    expect(result).toMatchObject({ code: 0, told: { ok: true, found: 0, chains: expect.any(Number) } });
    expect(result.told.skipped.join('\n')).not.toMatch(/seal|signature/);
    expect(result.told.deliveries).toBeGreaterThanOrEqual(5);
  });

  it('is proved wrong when a byte was changed, and says where', async () => {
    await pipeline.database.query(
      `update journal.deliveries set body = body || ' ' where verdict = 'duplicate' and attempt = 2`,
    );
    const { code, told } = await verify();
    expect([code, told.findings.map(({ kind }) => kind)]).toEqual([1, ['body_changed', 'signature_invalid']]);
  });

  it('shows what a context lacks, which no fold of its own log would', async () => {
    const [lost] = await pipeline.database.query<{ delivery_id: string }>(
      `with gone as (delete from transfers.events where entity_id = 'trn_of_the_journal' returning event_id)
       select delivery_id from journal.deliveries join gone using (event_id) where verdict = 'accepted'`,
    );
    const { code, out } = await runCli(['prove', 'transfers'], {
      CAUDAL_DATABASE_URL: pipeline.test.adminUrl,
      CAUDAL_KAFKA_BROKERS: pipeline.kafka.brokers.join(','),
    });
    expect(code).toBe(1);
    expect(out).toContain(`delivery_without_event: transfers: delivery ${lost?.delivery_id ?? '?'}`);
  });

  const verify = async () => {
    const { code, out, err } = await runCli(['verify', '--json'], {
      CAUDAL_DATABASE_URL: pipeline.test.adminUrl,
      CAUDAL_KAFKA_BROKERS: pipeline.kafka.brokers.join(','),
      CAUDAL_TOPIC_PREFIX: pipeline.kafka.topicPrefix,
      CAUDAL_SEAL_PUBLIC_KEY: sealKeyOf(SEAL_KEY).publicKey.toString('hex'),
      CAUDAL_SEALS_DIR: sealsDir,
      CAUDAL_SECRETS_KEY: pipeline.settings('api').CAUDAL_SECRETS_KEY ?? '',
      CAUDAL_ATTESTATION_KEY: pipeline.settings('api').CAUDAL_ATTESTATION_KEY ?? '',
    });
    expect(err).toBe('');
    return { code, told: JSON.parse(out) as Told };
  };

  interface Told {
    readonly deliveries: number;
    readonly skipped: readonly string[];
    readonly findings: readonly { readonly kind: string }[];
  }
});
