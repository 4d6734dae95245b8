import { Controller, Get, Header, HttpStatus, Inject, Res } from '@nestjs/common';
import { registry } from '#observability';

/** What a process can do right now. */
export interface Readiness {
  readonly ready: boolean;
  /** What it waits for, by name (`postgres`, `kafka`): empty when ready. */
  readonly waitingOn: readonly string[];
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface HealthOptions {
  readonly app: string;
  readonly ready: () => Readiness | Promise<Readiness>;
}

export const HEALTH = Symbol('health');

/** A probe that hangs is an answer too; probes of orchestrators give up after a second or a few. */
const PROBE_MS_MAX = 1_500;

@Controller()
export class HealthController {
  constructor(@Inject(HEALTH) private readonly health: HealthOptions) {}

  /** Answers as long as the event loop turns: what is alive but waiting must not be restarted. */
  @Get('health/live')
  live(): { app: string; status: 'live' } {
    return { app: this.health.app, status: 'live' };
  }

  @Get('health/ready')
  @Header('cache-control', 'no-store')
  async ready(@Res({ passthrough: true }) reply: { code(status: number): unknown }): Promise<object> {
    const { ready, waitingOn, details } = await readinessOf(this.health);
    if (!ready) reply.code(HttpStatus.SERVICE_UNAVAILABLE);
    return { app: this.health.app, status: ready ? 'ready' : 'waiting', waiting_on: waitingOn, ...details };
  }

  @Get('metrics')
  @Header('content-type', registry.contentType)
  metrics(): Promise<string> {
    return registry.metrics();
  }
}

const readinessOf = async ({ ready }: HealthOptions): Promise<Readiness> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Readiness>((resolve) => {
    timer = setTimeout(() => {
      resolve({ ready: false, waitingOn: ['its own check'] });
    }, PROBE_MS_MAX);
  });
  try {
    return await Promise.race([Promise.resolve().then(ready), late]);
  } catch {
    return { ready: false, waitingOn: ['its own check'] };
  } finally {
    clearTimeout(timer);
  }
};
