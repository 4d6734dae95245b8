import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { gauge, registry } from '#observability';
import { SIMULATOR, type Simulator } from '../simulator.js';

interface Reply {
  type(contentType: string): Reply;
  send(body: string): unknown;
}

/** The simulator stands on nothing but itself: it is ready as soon as it listens. */
@Controller()
export class HealthController {
  constructor(@Inject(SIMULATOR) private readonly simulator: Simulator) {}

  @Get('health/live')
  live() {
    return { app: 'simulator', status: 'live' };
  }

  @Get('health/ready')
  @Header('cache-control', 'no-store')
  ready() {
    return { app: 'simulator', status: 'ready', waiting_on: [], pending: this.simulator.dispatcher.pending };
  }

  @Get('metrics')
  async metrics(@Res() reply: Reply): Promise<void> {
    gauge('simulatorPending').set(this.simulator.dispatcher.pending);
    const text = await registry.metrics();
    reply.type(registry.contentType).send(text);
  }
}
