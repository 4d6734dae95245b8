import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { loadConfig } from '#config';
import { NaiveConfig } from '../config.js';
import { ConsumerModule } from './consumer.module.js';

const app = await NestFactory.createApplicationContext(ConsumerModule.with(loadConfig(NaiveConfig)), {
  logger: ['error', 'warn'],
});
app.enableShutdownHooks();
