/** A body is whole or absent, and its bytes are in the budget exactly as long as they are held. */
import { describe, expect, it } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { ByteBudget } from './byte-budget.js';
import { BODY_BYTES_MAX, bodyReader, DISCARDED_BYTES_MAX } from './read-body.js';

const read = (budget: ByteBudget, chunks: readonly Buffer[], declared?: number) => {
  const payload = Object.assign(new PassThrough({ highWaterMark: 4_000_000 }), {
    headers: declared === undefined ? {} : { 'content-length': String(declared) },
  });
  const calls: (Error | Buffer | string | undefined)[] = [];
  bodyReader(budget)(null, payload as unknown as IncomingMessage, (error, body) => calls.push(error ?? body));
  for (const chunk of chunks) payload.write(chunk);
  return { payload, calls };
};

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('bodyReader', () => {
  it.each([
    ['in one piece', [Buffer.from('abc')]],
    ['in pieces', [Buffer.from('a'), Buffer.from('b'), Buffer.from('c')]],
  ])('hands over a body that came %s', async (_how, chunks) => {
    const budget = new ByteBudget(100);
    const { payload, calls } = read(budget, chunks);
    payload.end();
    await settled();
    expect(calls).toEqual([Buffer.from('abc')]);
    expect(budget.held).toBe(3);
  });

  it('hands over no body as no bytes', async () => {
    const { payload, calls } = read(new ByteBudget(100), []);
    payload.end();
    await settled();
    expect(calls).toEqual([Buffer.alloc(0)]);
  });

  it('takes the cap and refuses one byte more, holding nothing of it', async () => {
    const budget = new ByteBudget(10_000_000);
    const whole = read(budget, [Buffer.alloc(BODY_BYTES_MAX)]);
    whole.payload.end();
    await settled();
    expect(budget.held).toBe(BODY_BYTES_MAX);
    budget.giveBack(BODY_BYTES_MAX);

    const more = read(budget, [Buffer.alloc(BODY_BYTES_MAX), Buffer.alloc(1)]);
    more.payload.end();
    await settled();
    expect(more.calls).toEqual(['too_large']);
    expect(budget.held).toBe(0);
  });

  it('waits for the end of what is too large, so that its sender can read the answer, but not for ever', async () => {
    const { payload, calls } = read(new ByteBudget(10_000_000), [Buffer.alloc(BODY_BYTES_MAX + 1)]);
    await settled();
    expect(calls).toEqual([]);
    payload.write(Buffer.alloc(DISCARDED_BYTES_MAX));
    await settled();
    expect(calls).toEqual(['too_large']);
    payload.end();
    await settled();
    expect(calls).toHaveLength(1);
  });

  it('does not wait at all where the declared length is beyond that', () => {
    expect(read(new ByteBudget(100), [], DISCARDED_BYTES_MAX + 1).calls).toEqual(['too_large']);
  });

  it('refuses what does not fit beside the bodies under way', async () => {
    const budget = new ByteBudget(10);
    const { payload, calls } = read(budget, [Buffer.alloc(6), Buffer.alloc(6), Buffer.alloc(6)]);
    payload.end();
    await settled();
    expect(calls).toEqual(['overloaded']);
    expect(budget.held).toBe(0);
  });

  it('gives back what it held when the sender goes away', async () => {
    const budget = new ByteBudget(100);
    const { payload, calls } = read(budget, [Buffer.alloc(50)]);
    await settled();
    expect(budget.held).toBe(50);
    payload.destroy(new Error('aborted'));
    await settled();
    expect(calls).toEqual([new Error('aborted')]);
    expect(budget.held).toBe(0);
  });
});
