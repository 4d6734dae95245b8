/** An alert on a metric that nobody has is silent for ever. */
import { describe, expect, it } from '@jest/globals';
import { isSpecification, read, sources } from './repository.js';

const rules = read('deploy/alerts.yml');

const metrics = new Set(
  sources
    .filter((path) => /^(apps|libs)\//.test(path) && !isSpecification(path))
    .flatMap((path) => [...read(path).matchAll(/'(caudal_[a-z_]+)'/g)].map(([, name]) => name)),
);

const strangers = (text: string): string[] =>
  [...text.matchAll(/\bcaudal_[a-z_]+\b/g)].map(([name]) => name).filter((name) => !metrics.has(name));

describe('alerting rules', () => {
  it('ask for metrics that an app has', () => {
    expect(strangers('expr: caudal_never_heard_of > 0')).toEqual(['caudal_never_heard_of']);
    expect(strangers(rules)).toEqual([]);
  });

  it('say each what is wrong, what to do, and how urgent it is', () => {
    const alerts = rules.split(/^ {6}- alert: /m).slice(1);
    expect(alerts.length).toBeGreaterThan(10);
    for (const alert of alerts) expect(alert).toMatch(/expr: .*severity: (page|ticket) .*summary: .*\..*action: .*\./s);
  });
});
