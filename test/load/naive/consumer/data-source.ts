import { DataSource } from 'typeorm';
import { Transfer } from './transfer.entity.js';

export const openDataSource = async (url: string, poolSize: number): Promise<DataSource> =>
  new DataSource({ type: 'postgres', url, poolSize, entities: [Transfer], synchronize: true }).initialize();
