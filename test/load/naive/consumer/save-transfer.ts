import { Inject, Injectable } from '@nestjs/common';
import type { Repository } from 'typeorm';
import type { MonoTransfer } from '../mono-webhook.js';
import { Transfer } from './transfer.entity.js';

export const TRANSFERS = Symbol('transfers');

/** Saves a transfer as its newest webhook tells it. */
@Injectable()
export class SaveTransfer {
  constructor(@Inject(TRANSFERS) private readonly transfers: Repository<Transfer>) {}

  async save(data: MonoTransfer): Promise<void> {
    await this.transfers.save(
      this.transfers.create({
        id: data.id,
        state: data.state,
        amount: String(data.amount.amount),
        currency: data.amount.currency,
        accountId: data.batch.account_id,
        batchId: data.batch.id,
        externalId: data.entity_id,
        rail: data.routing,
        declinationReason: data.declination_reason,
        description: data.description,
        reference: data.reference,
        payeeName: data.payee.name,
        payeeDocumentType: data.payee.document_type,
        payeeDocumentNumber: data.payee.document_number,
        updatedAt: new Date(data.updated_at),
      }),
    );
  }
}
