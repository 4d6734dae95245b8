import { PartitionAssigners, type Cluster, type PartitionAssigner } from 'kafkajs';
import { reasonOf, sleep } from '#kernel';
import type { Logger } from '#observability';

/** What kafkajs's brokers can do, and its types do not tell of. */
interface Coordinator {
  leaveGroup(request: { readonly groupId: string; readonly memberId: string }): Promise<unknown>;
}

/** A broker that has just come back answers before its coordinator is ready, for a second or two; so nobody can join. */
const TRY_EVERY_MS = 250;
/** After a session the coordinator has let a silent member go by itself. It is the least that a broker allows unasked. */
export const SESSION_MS = 6_000;

/**
 * Who this process was in its group before the broker went away. kafkajs gives such a membership up, and its next one
 * has another name, while the coordinator keeps its members across a restart of its own: it would deal no partition
 * before the former member's session (6 s) is over. So the next one takes leave for it first.
 */
export class FormerMember {
  #memberId: string | undefined;
  #cluster: Cluster | undefined;

  constructor(private readonly logger: Logger) {}

  /** Deals as kafkajs deals by itself. Assigners are the only ones that a consumer shows its cluster to. */
  readonly assigner: PartitionAssigner = (config) => {
    this.#cluster = config.cluster;
    return PartitionAssigners.roundRobin(config);
  };

  /** The name that this process has in its group from now on. */
  joined(memberId: string): void {
    this.#memberId = memberId;
  }

  /** Takes leave for the former member by the connection of its successor. Where that fails its session ends it. */
  async leave(groupId: string, signal: AbortSignal): Promise<void> {
    const [memberId, cluster] = [this.#memberId, this.#cluster];
    if (memberId === undefined || !cluster) return;
    const begunMs = performance.now();
    while (performance.now() - begunMs < SESSION_MS && !signal.aborted) {
      try {
        const coordinator: unknown = await cluster.findGroupCoordinator({ groupId });
        await (coordinator as Coordinator).leaveGroup({ groupId, memberId });
        this.logger.info({ memberId }, 'The group has let the former member go');
        return;
      } catch (error) {
        this.logger.debug({ reason: reasonOf(error), memberId }, 'The group did not let the former member go');
        // It left by itself or is dead already, or the broker is away again.
        if (!isRetriable(error)) return;
      }
      await sleep(TRY_EVERY_MS, signal);
    }
  }
}

/** kafkajs marks what may succeed later, except the search for the coordinator, which it gives up by this name. */
const isRetriable = (error: unknown): boolean =>
  error instanceof Error &&
  (('retriable' in error && error.retriable === true) || error.name === 'KafkaJSGroupCoordinatorNotFound');
