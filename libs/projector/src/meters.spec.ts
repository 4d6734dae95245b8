import { describe, expect, it } from '@jest/globals';
import { registry } from '#observability';
import { decodeRecord, type Delivery } from '#event-store';
import { logRecord, nigeriaBody, colombiaBody, toldContext } from '#testing';
import { countOutcome, startMeters } from './meters.js';

/** What an operator reads of a batch: how much, and by name what nobody projects or documents. */
describe('the meters of a batch', () => {
  const context = toldContext(['transfer']);
  const delivery = (provider: 'mono-colombia' | 'mono-nigeria', body: Buffer): Delivery => {
    const decoded = decodeRecord(context, logRecord({ provider, body }, 0n));
    if (!decoded.ok || !decoded.value) throw new Error('not decoded');
    return decoded.value;
  };
  const metric = async (name: string): Promise<Map<string, number>> => {
    const values = (await registry.getSingleMetric(name)?.get())?.values ?? [];
    return new Map(values.map(({ labels, value }) => [String(labels.type ?? labels.consumer), value]));
  };

  it('shows conflicts before the first one, which an alert would miss otherwise', async () => {
    startMeters('fresh');
    expect((await metric('caudal_conflicted_facts_total')).get('fresh')).toBe(0);
  });

  it('counts events by what came of them, and by name those without a projection', async () => {
    countOutcome(context, {
      claimed: [delivery('mono-nigeria', nigeriaBody('owo.payment.successful', { id: 'p1' }))],
      duplicates: 2,
      refolded: 4,
      conflicted: 5,
    });
    expect((await metric('caudal_projected_events_total')).get('told')).toBe(1);
    expect((await metric('caudal_duplicate_deliveries_total')).get('told')).toBe(2);
    expect((await metric('caudal_refolded_entities_total')).get('told')).toBe(4);
    expect((await metric('caudal_conflicted_facts_total')).get('told')).toBe(5);
    expect(await metric('caudal_unprojected_events_total')).toEqual(new Map([['owo.payment.successful', 1]]));
  });

  it('knows a few hundred names and no more: a sender who invents them fills no memory', async () => {
    const invented = Array.from({ length: 300 }, (_, at) =>
      delivery('mono-colombia', colombiaBody(`outgoing_transfer.invented_${String(at)}`, { id: `bbot_${String(at)}` })),
    );
    countOutcome(context, { claimed: invented, duplicates: 0, refolded: 0, conflicted: 0 });
    const unprojected = await metric('caudal_unprojected_events_total');
    expect(unprojected.size).toBeLessThanOrEqual(201);
    expect([...unprojected.values()].reduce((a, b) => a + b)).toBeGreaterThanOrEqual(300);
    expect(unprojected.get('other')).toBeGreaterThanOrEqual(100);
  });
});
