import { beforeAll, describe, expect, it } from '@jest/globals';
import { Topics } from '#contracts';
import { registry } from '#observability';
import { countAccepted, startMeters } from './meters.js';
import { UNCLASSIFIED_REASONS } from './name-event.js';

/** What alerts watch the increase of is there before the first of it: otherwise they would miss that one. */
describe('the meters of ingress', () => {
  beforeAll(startMeters);

  const shown = (): Promise<string> => registry.metrics();

  it('show at the start every reason, outcome and status that an alert asks for', async () => {
    const text = await shown();
    for (const reason of UNCLASSIFIED_REASONS)
      expect(text).toContain(`caudal_ingress_unclassified_reasons_total{reason="${reason}"} 0`);
    for (const outcome of ['kept', 'dropped'])
      expect(text).toContain(`caudal_ingress_quarantined_total{outcome="${outcome}"} 0`);
    expect(text).toContain('caudal_ingress_rejected_total{status="503"} 0');
  });

  it('count what is unclassified by its reason, and by its type beside', async () => {
    const unclassified = 'unknown_event' as const;
    const { name: topic } = Topics.unclassified;
    const nobody = { entityId: null, time: null, livemode: null, documented: false };
    countAccepted({ ...nobody, topic, key: 'k', eventId: 'e', type: 'a.b', unclassified }, 'colombia', false, 0.01);
    const text = await shown();
    expect(text).toContain('caudal_ingress_unclassified_reasons_total{reason="unknown_event"} 1');
    expect(text).toContain('caudal_ingress_unclassified_total{reason="unknown_event",type="a.b"} 1');
  });
});
