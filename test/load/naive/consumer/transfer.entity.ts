import { Column, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';

/** A transfer as the last webhook told it. */
@Entity({ schema: 'naive', name: 'transfers' })
export class Transfer {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'text' })
  state!: string;

  @Column({ type: 'bigint' })
  amount!: string;

  @Column({ type: 'text' })
  currency!: string;

  @Column({ type: 'text' })
  accountId!: string;

  @Column({ type: 'text' })
  batchId!: string;

  @Column({ type: 'text', nullable: true })
  externalId!: string | null;

  @Column({ type: 'text', nullable: true })
  rail!: string | null;

  @Column({ type: 'text', nullable: true })
  declinationReason!: string | null;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Column({ type: 'text', nullable: true })
  reference!: string | null;

  @Column({ type: 'text' })
  payeeName!: string;

  @Column({ type: 'text' })
  payeeDocumentType!: string;

  @Column({ type: 'text' })
  payeeDocumentNumber!: string;

  @Column({ type: 'timestamptz' })
  updatedAt!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  recordedAt!: Date;
}
