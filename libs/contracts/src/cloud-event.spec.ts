import { describe, expect, it } from '@jest/globals';
import {
  cloudEventHeaders,
  cloudEventSource,
  cloudEventType,
  providerOfType,
  RawHeaders,
  slugOfSource,
} from './cloud-event.js';
import { Topics } from './topics.js';

/** Names that stand on a log for good: a change here cannot be taken back. */
describe('CloudEvents attributes', () => {
  it.each([
    ['mono-colombia', 'bank_transfer_approved', 'la.mono.bank_transfer_approved'],
    ['mono-nigeria', 'direct_debit.payment_failed', 'co.mono.direct_debit.payment_failed'],
    ['mono-nigeria', 'mono.events.account_connected', 'co.mono.mono.events.account_connected'],
  ] as const)('type: %s %s', (provider, type, written) => {
    expect(cloudEventType(provider, type)).toBe(written);
    expect(providerOfType(written)).toBe(provider);
  });

  it('a type of somebody else has no provider', () => {
    expect(providerOfType('com.example.paid')).toBeUndefined();
  });

  it('source', () => {
    expect(cloudEventSource('mono-colombia')).toBe('/sources/mono-colombia');
    expect(slugOfSource('/sources/mono-colombia')).toBe('mono-colombia');
    expect(slugOfSource('/caudal')).toBe('/caudal');
  });

  const headers: RawHeaders = {
    ce_specversion: '1.0',
    'content-type': 'application/json',
    ce_id: 'a'.repeat(64),
    ce_source: '/sources/mono-colombia',
    ce_type: 'la.mono.bank_transfer_approved',
    ce_subject: undefined,
    ce_deliveryid: '019d2f00-0000-7000-8000-000000000000',
    ce_receivedtime: '2026-03-02T14:03:21.812742Z',
    ce_late: 'false',
    ce_bodydigest: 'b'.repeat(64),
    ce_livemode: 'true',
    ce_origin: 'webhook',
  };

  it('headers that are not there are absent, and what Kafka gives back is read again', () => {
    const written = cloudEventHeaders(headers);
    expect(written).not.toHaveProperty('ce_subject');
    expect(cloudEventHeaders(RawHeaders.parse(written))).toEqual(written);
  });

  it.each([
    ['ce_id', undefined],
    ['ce_origin', 'carrier pigeon'],
    ['ce_late', 'perhaps'],
    ['ce_specversion', '0.3'],
  ])('a record whose %s is %p is none of ours', (name, value) => {
    expect(RawHeaders.safeParse({ ...headers, [name]: value }).success).toBe(false);
  });
});

describe('topics', () => {
  it('are named as they are in every installation', () => {
    expect(Object.values(Topics).map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'raw mono.transfers.v1',
      'raw mono.cards.v1',
      'raw mono.ledger.v1',
      'raw mono.accounts.v1',
      'raw mono.unclassified.v1',
      'quarantine caudal.quarantine.v1',
      'clean caudal.transfers.v1',
      'clean caudal.cards.v1',
      'clean caudal.ledger.v1',
      'clean caudal.accounts.v1',
      'seals caudal.seals.v1',
    ]);
  });

  it('have 12 partitions, and raw ones are kept for seven days, seals for ever', () => {
    for (const topic of Object.values(Topics)) expect(topic.partitions).toBe(12);
    for (const topic of Object.values(Topics)) if (topic.kind === 'raw') expect(topic.retentionMs).toBe(604_800_000);
    expect(Topics.seals.retentionMs).toBe(-1);
  });
});
