import { describe, expect, it } from '@jest/globals';
import { traceparentOf } from './trace-context.js';
import { newDeliveryId } from './delivery-id.js';

const VALID = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('traceparentOf', () => {
  it('keeps a valid one', () => {
    expect(traceparentOf(VALID, newDeliveryId())).toBe(VALID);
  });

  it.each([
    undefined,
    '',
    VALID.toUpperCase(),
    VALID.replace('00-', 'ff-'),
    VALID.replace('4bf92f3577b34da6a3ce929d0e0e4736', '0'.repeat(32)),
    VALID.replace('00f067aa0ba902b7', '0'.repeat(16)),
    `${VALID}-and-more`,
    `${VALID}, ${VALID}`,
  ])('begins a trace of its own for %s', (inbound) => {
    const id = newDeliveryId();
    expect(traceparentOf(inbound, id)).toMatch(new RegExp(`^00-${id.replaceAll('-', '')}-(?!0{16})[0-9a-f]{16}-01$`));
  });
});

describe('newDeliveryId', () => {
  it('is a UUIDv7 and never the same, also past the end of its pool', () => {
    const ids = Array.from({ length: 2_000 }, newDeliveryId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(
      true,
    );
  });
});
