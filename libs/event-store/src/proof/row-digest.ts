import { hash } from 'node:crypto';

/**
 * A digest of a set of rows that does not depend on their order: the sum of their SHA-256 digests modulo 2^256. The two
 * sides are read in two orders, and parts of a table add up. It is meant to show that two tables are equal, not to
 * withstand a forger: what a person may have changed is found row by row.
 */
export const digestOf = (text: string): bigint => BigInt(`0x${hash('sha256', text, 'hex')}`);

/** The digest of two sets together. */
export const plus = (one: bigint, other: bigint): bigint => BigInt.asUintN(256, one + other);

/** 64 hexadecimal digits. */
export const hexOf = (digest: bigint): string => digest.toString(16).padStart(64, '0');
