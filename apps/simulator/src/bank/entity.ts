export type Provider = 'mono-colombia' | 'mono-nigeria';
export type Rail = 'turbo' | 'ach';

export interface Change {
  readonly state: string;
  readonly rail: Rail | null;
  readonly atUs: number;
}

/** One webhook that was announced about a thing: what a receiver can have learned. */
export interface Told {
  readonly type: string;
  readonly state: string | null;
  readonly atUs: number;
}

export interface Entity {
  readonly id: string;
  state: string;
  readonly insertedAtUs: number;
  updatedAtUs: number;
  readonly history: Change[];
  readonly told: Told[];
}
