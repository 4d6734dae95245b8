import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { newDeliveryId } from './delivery-id.js';
import type { UnreadBody } from '../listen/read-body.js';
import type { ByteBudget } from '../listen/byte-budget.js';
import type { Drain } from '../listen/drain.js';
import { countAccepted } from './meters.js';
import { ANSWERS, type Refusal } from './outcome.js';
import { receiveWebhook, type ReceivingPorts, type Request } from './receive-webhook.js';

export const RECEIVING = Symbol('receiving');

export interface Receiving {
  readonly ports: ReceivingPorts;
  readonly budget: ByteBudget;
  readonly drain: Drain;
}

interface WebhookRequest {
  readonly params: { readonly source: string };
  readonly headers: Request['headers'];
  /** Always set by `bodyReader`. */
  readonly body: Buffer | UnreadBody;
}

interface Reply {
  readonly elapsedTime: number;
  readonly raw: ServerResponse;
  code(status: number): Reply;
  header(name: string, value: string): Reply;
  headers(values: Readonly<Record<string, string>>): Reply;
  send(body: string): unknown;
}

/** The one route of ingress. It writes its answers itself: pipes, interceptors and serialisers cost more than the work. */
@Controller('webhooks')
export class WebhookController {
  constructor(@Inject(RECEIVING) private readonly receiving: Receiving) {}

  @Post(':source')
  @HttpCode(200)
  async receive(@Req() request: WebhookRequest, @Res() reply: Reply): Promise<void> {
    const { body } = request;
    if (this.receiving.drain.draining) reply.header('connection', 'close');
    if (typeof body === 'string') {
      refuse(reply.header('connection', 'close'), body);
      return;
    }
    try {
      await this.keep(request, body, reply);
    } finally {
      this.receiving.budget.giveBack(body.length);
    }
  }

  private async keep(request: WebhookRequest, body: Buffer, reply: Reply): Promise<void> {
    const id = newDeliveryId();
    const { source: slug } = request.params;
    const reception = await receiveWebhook(this.receiving.ports, { id, slug, headers: request.headers, body });
    // The id names something only where something was written: the record, or what is in quarantine (which drops what is too much).
    if (reception.kept || reception.why === 'refused') reply.header('caudal-delivery-id', id);
    if (!reception.kept) {
      refuse(reply, reception.why);
      return;
    }
    countAccepted(reception.event, slug, reception.late, reply.elapsedTime / 1_000);
    reply.code(200).header('content-type', 'application/json; charset=utf-8').send('{}');
  }
}

const refuse = (reply: Reply, why: Refusal): void => {
  const { status, headers, body } = ANSWERS[why];
  reply.code(status).headers(headers).send(body);
};
