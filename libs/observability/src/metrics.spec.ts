import { describe, expect, it } from '@jest/globals';
import { Metrics, type MetricName } from './metric-names.js';
import { counter, gauge, histogram, registry, startAtZero } from './metrics.js';

/** Names that dashboards and alerts are built on. */
describe('metric names', () => {
  const all = Object.entries(Metrics);

  it.each(all)('%s follows the conventions', (_key, { name, help, labels }) => {
    expect(name).toMatch(/^caudal_[a-z]+(_[a-z]+)*$/);
    expect(help).toMatch(/^[A-Z].*[^.]$/);
    for (const label of labels) expect(label).toMatch(/^[a-z]+$/);
  });

  it('are each used once', () => {
    expect(new Set(all.map(([, { name }]) => name)).size).toBe(all.length);
  });
});

describe('the registry of a process', () => {
  it('shows what was counted, with the labels that were declared', async () => {
    counter('accepted').inc({ topic: 'mono.transfers.v1' }, 2);
    counter('accepted').inc({ topic: 'mono.transfers.v1' });
    gauge('queueDepth').set(7);
    histogram('acceptSeconds').observe(0.003);
    const text = await registry.metrics();
    expect(text).toContain('caudal_ingress_accepted_total{topic="mono.transfers.v1"} 3');
    expect(text).toContain('caudal_ingress_queue_depth 7');
    expect(text).toContain('caudal_ingress_accept_seconds_bucket{le="0.0025"} 0');
    expect(text).toContain('caudal_ingress_accept_seconds_bucket{le="0.005"} 1');
    expect(text).toContain('process_cpu_seconds_total');
  });

  it('shows a counter that starts at 0, and takes nothing from one that was counted', async () => {
    startAtZero('spooled');
    startAtZero('rejected', { status: '503' }, { status: '401' });
    counter('rejected').inc({ status: '401' });
    startAtZero('rejected', { status: '401' });
    const text = await registry.metrics();
    expect(text).toContain('caudal_ingress_spooled_total 0');
    expect(text).toContain('caudal_ingress_rejected_total{status="503"} 0');
    expect(text).toContain('caudal_ingress_rejected_total{status="401"} 1');
  });

  it('refuses a label that is not declared', () => {
    expect(() => {
      counter('accepted').inc({ payee: 'Ana' });
    }).toThrow(/payee/);
  });

  it('knows one metric under one name', () => {
    const names: MetricName[] = ['rejected', 'late'];
    expect(names.map(counter)).toEqual(names.map(counter));
    expect(counter('rejected')).toBe(counter('rejected'));
    expect(counter('rejected')).not.toBe(counter('late'));
  });
});
