/** An alert on a metric that nobody has is silent for ever, one on a series that is not there yet misses its first count. */
import { describe, expect, it } from '@jest/globals';
import { isSpecification, read, sources } from './repository.js';

const rules = read('deploy/alerts.yml');

const written = sources.filter((path) => /^(apps|libs)\//.test(path) && !isSpecification(path)).map(read);

const metrics = new Set(written.flatMap((text) => [...text.matchAll(/'(caudal_[a-z_]+)'/g)].map(([, name]) => name)));

const nameOf = new Map(
  [...read('libs/observability/src/metric-names.ts').matchAll(/(\w+): \{\s*name: '(\w+)'/g)].map(([, key, name]) => [
    key,
    name,
  ]),
);

/** Metrics that a process shows before the first count. */
const shown = new Set(
  written.flatMap((text) => [...text.matchAll(/\bstartAtZero\('(\w+)'/g)].map(([, key]) => nameOf.get(key))),
);

/** What is asked for its increase and begins with its first count, which is then no increase. */
const late = (text: string): string[] =>
  [...text.matchAll(/\b(?:increase|i?rate)\((\w+)/g)].flatMap(([, name = '']) => (shown.has(name) ? [] : name));

const strangers = (text: string): string[] =>
  [...text.matchAll(/\bcaudal_[a-z_]+\b/g)].map(([name]) => name).filter((name) => !metrics.has(name));

describe('alerting rules', () => {
  it('ask for metrics that an app has', () => {
    expect(strangers('expr: caudal_never_heard_of > 0')).toEqual(['caudal_never_heard_of']);
    expect(strangers(rules)).toEqual([]);
  });

  it('watch no increase of what begins with its first count', () => {
    expect(late('expr: sum(increase(caudal_ingress_accepted_total[1h])) > 0')).toEqual([
      'caudal_ingress_accepted_total',
    ]);
    expect(late('expr: sum(rate(caudal_ingress_rejected_total{status="503"}[5m])) > 0')).toEqual([]);
    expect(late(rules)).toEqual([]);
  });

  it('say each what is wrong, what to do, and how urgent it is', () => {
    const alerts = rules.split(/^ {6}- alert: /m).slice(1);
    expect(alerts.length).toBeGreaterThan(10);
    for (const alert of alerts) expect(alert).toMatch(/expr: .*severity: (page|ticket) .*summary: .*\..*action: .*\./s);
  });
});
