import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { loadConfig } from '#config';
import { NaiveConfig } from '../config.js';
import { IngressModule } from './ingress.module.js';

const config = loadConfig(NaiveConfig);
const app = await NestFactory.create<NestExpressApplication>(IngressModule.with(config), {
  rawBody: true, // the signature is over the bytes, not over what the parser makes of them
  logger: ['error', 'warn'],
});
app.enableShutdownHooks();
await app.listen(config.CAUDAL_PORT, config.CAUDAL_HOST);
