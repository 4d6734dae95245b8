import { counted } from '../terminal/figures.js';
import type { Known, KnownDelivery, KnownRedelivery } from './known.js';

/** For a person: the deliveries in the order of their receipt, and those that are still to come. */
export const journalLines = ({ id, deliveries, delivery_count: count, redeliveries }: Known): string[] => [
  ...(count === 0 ? [] : [`journal: ${count === 1 ? '1 delivery' : `${String(count)} deliveries`}`]),
  ...deliveries.flatMap((delivery) => deliveryLines(delivery, id)),
  ...(count > deliveries.length ? [`    and ${counted(count - deliveries.length, 'later one')}`] : []),
  ...redeliveries.flatMap(redeliveryLines),
];

const deliveryLines = (delivery: KnownDelivery, asked: string): string[] => [
  `${delivery.delivery_id === asked.toLowerCase() ? '  > ' : '    '}${delivery.received_at}  ${delivery.type}  ` +
    `${delivery.verdict}, attempt ${String(delivery.attempt)}${attributes(delivery)}`,
  `      event ${delivery.event_id}  delivery ${delivery.delivery_id}`,
  ...(delivery.causation_id === null ? [] : [`      tells delivery ${delivery.causation_id} again`]),
  `      archived ${delivery.archived_at} from ${delivery.source}, ${delivery.topic}/${String(delivery.partition)}@` +
    `${delivery.offset} under key ${delivery.key}`,
  `      position ${delivery.chain_position} of its chain, hash ${delivery.chain_hash}, ` +
    (delivery.seal === null ? 'not sealed yet' : `seal ${delivery.seal}`),
  `      ${counted(delivery.size, 'byte')}, SHA-256 ${delivery.digest}` +
    (delivery.erased_at === null ? '' : `, erased ${delivery.erased_at} (${delivery.erased_because ?? 'no reason'})`),
];

const attributes = ({ origin, late, refusal, secret_id: secret }: KnownDelivery): string => {
  const told = [
    ...(origin === null ? [] : [origin]),
    ...(late === true ? ['late'] : []),
    ...(secret === null ? [] : [`secret ${secret}`]),
    ...(refusal === null ? [] : [refusal]),
  ];
  return told.length === 0 ? '' : ` (${told.join(', ')})`;
};

const redeliveryLines = (wish: KnownRedelivery): string[] => [
  `journal: delivery ${wish.first_id} is to be told again as ${wish.delivery_id}`,
  `  wanted ${wish.requested_at} by ${wish.requested_by}: ${fateOf(wish)}`,
];

const fateOf = ({ settled_at: settledAt, failure }: KnownRedelivery): string => {
  if (settledAt === null) return 'waits to be published';
  return failure === null ? `published ${settledAt}, not archived yet` : `cannot be, ${failure} (${settledAt})`;
};
