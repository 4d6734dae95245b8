/** Every metric of Caudal. Prometheus conventions: base units in the name, `_total` for counters. */
export const Metrics = {
  accepted: { name: 'caudal_ingress_accepted_total', help: 'Webhooks answered 200, by topic', labels: ['topic'] },
  rejected: { name: 'caudal_ingress_rejected_total', help: 'Webhooks refused, by status', labels: ['status'] },
  late: { name: 'caudal_ingress_late_total', help: 'Authentic webhooks whose signed time was old', labels: ['source'] },
  unclassified: {
    name: 'caudal_ingress_unclassified_total',
    help: 'Authentic webhooks that went to mono.unclassified.v1, by reason and event type',
    labels: ['reason', 'type'],
  },
  tolerated: {
    name: 'caudal_tolerated_total',
    help: 'Events of a name that Mono does not document, routed by their object, by event type',
    labels: ['type'],
  },
  quarantined: {
    name: 'caudal_ingress_quarantined_total',
    help: 'Deliveries that failed verification, by outcome (kept, dropped)',
    labels: ['outcome'],
  },
  queueDepth: { name: 'caudal_ingress_queue_depth', help: 'Webhooks waiting for the broker', labels: [] },
  acceptSeconds: {
    name: 'caudal_ingress_accept_seconds',
    help: 'From the first byte read to the answer',
    labels: [],
  },
  projected: {
    name: 'caudal_projected_events_total',
    help: 'Events claimed, thus counted once, by consumer',
    labels: ['consumer'],
  },
  duplicates: {
    name: 'caudal_duplicate_deliveries_total',
    help: 'Deliveries of events that were known already, by consumer',
    labels: ['consumer'],
  },
  parked: { name: 'caudal_parked_records_total', help: 'Records parked, by consumer', labels: ['consumer'] },
  unprojected: {
    name: 'caudal_unprojected_events_total',
    help: 'Events claimed and stored under their entity without a projection, by event type',
    labels: ['type'],
  },
  conflicts: {
    name: 'caudal_conflicted_facts_total',
    help: 'Entities that became conflicted, by consumer',
    labels: ['consumer'],
  },
  refolded: {
    name: 'caudal_refolded_entities_total',
    help: 'Entities folded anew because an older event arrived, by consumer',
    labels: ['consumer'],
  },
  lag: {
    name: 'caudal_consumer_lag_records',
    help: 'Records behind the end of the log, by consumer and partition',
    labels: ['consumer', 'topic', 'partition'],
  },
  batchSeconds: { name: 'caudal_batch_seconds', help: 'One batch, from decode to commit', labels: ['consumer'] },
  published: { name: 'caudal_outbox_published_total', help: 'Outbox rows published, by topic', labels: ['topic'] },
  simulatorAttempts: {
    name: 'caudal_simulator_attempts_total',
    help: 'Webhooks of the simulator by outcome: acknowledged, refused (an attempt), failed (given up)',
    labels: ['outcome'],
  },
  simulatorPending: {
    name: 'caudal_simulator_pending',
    help: 'Webhooks of the simulator that are neither acknowledged nor given up',
    labels: [],
  },
} as const;

export type MetricName = keyof typeof Metrics;
