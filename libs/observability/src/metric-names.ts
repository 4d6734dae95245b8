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
  unclassifiedReasons: {
    name: 'caudal_ingress_unclassified_reasons_total',
    help: 'Authentic webhooks that went to mono.unclassified.v1, by reason alone; each reason is shown from the start',
    labels: ['reason'],
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
  queueDepth: {
    name: 'caudal_ingress_queue_depth',
    help: 'Webhooks that wait to be kept, on the broker or in the spool',
    labels: [],
  },
  acceptSeconds: {
    name: 'caudal_ingress_accept_seconds',
    help: 'From the first byte read to the answer',
    labels: [],
  },
  circuitOpen: {
    name: 'caudal_ingress_circuit_open',
    help: 'Whether (1) the broker missed its deadline, so that webhooks go straight to the spool',
    labels: [],
  },
  spooled: {
    name: 'caudal_ingress_spooled_total',
    help: 'Webhooks answered 200 from the spool, the broker being away',
    labels: [],
  },
  unspooled: {
    name: 'caudal_ingress_unspooled_total',
    help: 'Webhooks brought from the spool to the broker',
    labels: [],
  },
  spoolRecords: { name: 'caudal_ingress_spool_records', help: 'Webhooks that stand in the spool', labels: [] },
  spoolOldestSeconds: {
    name: 'caudal_ingress_spool_oldest_seconds',
    help: 'Age of the oldest webhook in the spool; 0 when it is empty',
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
  archived: {
    name: 'caudal_archived_deliveries_total',
    help: 'Deliveries archived and chained, by verdict (accepted, duplicate, unclassified, rejected)',
    labels: ['verdict'],
  },
  seals: {
    name: 'caudal_journal_seals_total',
    help: 'Seals made over the chains of the journal by this process, whether or not they have left the database',
    labels: [],
  },
  oldestUnsealedSeconds: {
    name: 'caudal_journal_oldest_unsealed_seconds',
    help: 'For how long the oldest delivery of the archive has waited for a seal that left for its file and its topic; 0 when none waits',
    labels: [],
  },
  parked: { name: 'caudal_parked_records_total', help: 'Records parked, by consumer', labels: ['consumer'] },
  released: {
    name: 'caudal_released_records_total',
    help: 'Parked records applied by a release, by consumer',
    labels: ['consumer'],
  },
  parkedKeys: {
    name: 'caudal_parked_keys',
    help: 'Keys that wait for a person, by consumer',
    labels: ['consumer'],
  },
  parkingPaused: {
    name: 'caudal_parking_paused',
    help: 'Whether (1) a consumer stands still because too much was parked at once, by consumer',
    labels: ['consumer'],
  },
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
  oldestUnprojectedSeconds: {
    name: 'caudal_oldest_unprojected_seconds',
    help: 'For how long the oldest record that is known to wait has waited for its projection, by consumer; 0 when none waits',
    labels: ['consumer'],
  },
  oldestUnpublishedSeconds: {
    name: 'caudal_oldest_unpublished_seconds',
    help: 'Age of the oldest change that is not on its clean topic yet, by consumer; 0 when none waits',
    labels: ['consumer'],
  },
  unroutedMovements: {
    name: 'caudal_ledger_unrouted_movements',
    help: 'Movements of money whose account nobody knows yet: a card may be told, or a person says it',
    labels: [],
  },
  oldestUnroutedSeconds: {
    name: 'caudal_ledger_oldest_unrouted_seconds',
    help: 'For how long the oldest movement without an account has waited; 0 when none does',
    labels: [],
  },
  negativeBalances: {
    name: 'caudal_ledger_negative_balances',
    help: 'Accounts of our own with less than nothing available: recorded, the bank enforces',
    labels: [],
  },
  refusedByKafka: {
    name: 'caudal_outbox_refused_records',
    help: 'Changes that Kafka refuses for what they are (too large), by consumer: subscribers do not have them',
    labels: ['consumer'],
  },
  haltedPartitions: {
    name: 'caudal_halted_partitions',
    help: 'Partitions that stand still until a person resumes them, by consumer',
    labels: ['consumer'],
  },
  rejoins: {
    name: 'caudal_consumer_rejoins_total',
    help: 'How often a consumer was built anew because the client library gave it up, by consumer',
    labels: ['consumer'],
  },
  restarts: {
    name: 'caudal_process_restarts',
    help: 'How often the supervisor has started this process again',
    labels: [],
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
