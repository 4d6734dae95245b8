import type { Random } from './random.js';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';

/** Mono Colombia's pattern: a prefix, `_`, 22 characters. */
export const monoId = (random: Random, prefix: string): string => `${prefix}_${random.text(BASE62, 22)}`;

/** Mono Nigeria's accounts, customers and apps: 24 hexadecimal digits. */
export const hexId = (random: Random): string => random.text('0123456789abcdef', 24);

export const nigerianEventId = (random: Random): string => random.text(BASE62, 38);

export const directPayId = (random: Random): string => `txd_${random.text(BASE62, 20)}`;

/** A merchant's reference: Mono takes 10 to 24 characters. */
export const merchantReference = (random: Random, word: string): string => `${word}-${random.text(BASE62, 14)}`;

export const digits = (random: Random, length: number): string => random.text(DIGITS, length);
