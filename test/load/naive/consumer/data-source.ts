import { DataSource } from 'typeorm';
import { Transfer } from './transfer.entity.js';

export const dataSourceOf = (url: string, poolSize: number): DataSource =>
  new DataSource({ type: 'postgres', url, poolSize, entities: [Transfer] });
