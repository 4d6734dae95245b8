import { z } from 'zod';
import { loadConfig, type Env } from '#config';

/** Our own environment, to be handed on to the programs that we start. */
export const environment = (): Env => loadConfig(z.record(z.string(), z.string().optional()));
