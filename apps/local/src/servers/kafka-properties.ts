export interface KafkaListeners {
  readonly port: number;
  readonly controllerPort: number;
}

/** One broker that is its own controller, on loopback. */
export const kafkaProperties = (
  listeners: KafkaListeners,
  dataDir: string,
  { fsync, disposable }: { readonly fsync: boolean; readonly disposable: boolean },
): string => {
  const broker = `127.0.0.1:${String(listeners.port)}`;
  const controller = `127.0.0.1:${String(listeners.controllerPort)}`;
  const properties: Record<string, string> = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.bootstrap.servers': controller,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    listeners: `PLAINTEXT://${broker},CONTROLLER://${controller}`,
    'advertised.listeners': `PLAINTEXT://${broker},CONTROLLER://${controller}`,
    'log.dirs': dataDir,
    // There is one broker: whatever asks for three replicas by default would never come up.
    'offsets.topic.replication.factor': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'offsets.topic.num.partitions': disposable ? '1' : '4',
    'transaction.state.log.num.partitions': '1',
    // A misspelt topic must fail, not come into being with the wrong number of partitions.
    'auto.create.topics.enable': 'false',
    // The first member of a group would otherwise wait three seconds for company.
    'group.initial.rebalance.delay.ms': '0',
    // Index files are allocated at full size: 10 MB for each of hundreds of partitions, for nothing.
    'log.index.size.max.bytes': '1048576',
  };
  // A lone broker answers before the disk has the bytes; with this it survives a power cut, at 2 to 6 times the cost.
  if (fsync) properties['log.flush.interval.messages'] = '1';
  return `${Object.entries(properties)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
};
