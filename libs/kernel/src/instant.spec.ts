import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { instantOf, latestInstant, parseInstant, type Instant } from './instant.js';

/** Times as Mono, PostgreSQL and people write them become one text, whose order is the order of time. */
describe('parseInstant', () => {
  it.each([
    ['no fraction', '2026-03-02T14:03:21Z', '2026-03-02T14:03:21.000000Z'],
    ['milliseconds', '2026-03-02T14:03:21.812Z', '2026-03-02T14:03:21.812000Z'],
    ['microseconds', '2026-03-02T14:03:21.812742Z', '2026-03-02T14:03:21.812742Z'],
    ['nanoseconds, cut and not rounded', '2026-03-02T14:03:21.812742999Z', '2026-03-02T14:03:21.812742Z'],
    ['an offset', '2026-03-02T14:03:21.5-05:00', '2026-03-02T19:03:21.500000Z'],
    ['an offset without a colon', '2026-03-02T14:03:21+0530', '2026-03-02T08:33:21.000000Z'],
    ['an offset of hours only, as PostgreSQL', '2026-03-02 14:03:21.000001+00', '2026-03-02T14:03:21.000001Z'],
    ['no zone: UTC', '2026-03-02T14:03:21.812', '2026-03-02T14:03:21.812000Z'],
    ['blanks around it', ' 2026-03-02T14:03:21Z\n', '2026-03-02T14:03:21.000000Z'],
    ['midnight as 24:00', '2026-03-01T24:00:00Z', '2026-03-02T00:00:00.000000Z'],
    ['a leap day', '2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000000Z'],
    ['the last second of four-digit years', '9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999999Z'],
  ])('reads %s', (_what, written, instant) => {
    expect(parseInstant(written)).toBe(instant);
  });

  it.each([
    ['nothing', ''],
    ['words', 'yesterday'],
    ['a date alone', '2026-03-02'],
    ['day first', '02-03-2026 14:03:21'],
    ['a month that is none', '2026-13-02T14:03:21Z'],
    ['30 February', '2026-02-30T14:03:21Z'],
    ['29 February of a common year', '2026-02-29T14:03:21+01:00'],
    ['31 April', '2026-04-31T00:00:00Z'],
    ['an hour that is none', '2026-03-02T25:03:21Z'],
    ['an offset that is none', '2026-03-02T14:03:21+25:00'],
    ['a time before 1970', '1969-12-31T23:59:59Z'],
    ['a year of five digits', '+10000-01-01T00:00:00Z'],
    ['the year 10000 by way of its zone', '9999-12-31T23:59:59-01:00'],
    ['a comma for the point', '2026-03-02T14:03:21,812Z'],
    ['a Unix time', 1_772_460_201],
    ['a Date', new Date(0)],
    ['null', null],
    ['undefined', undefined],
  ])('knows that %s is no instant', (_what, written) => {
    expect(parseInstant(written)).toBeUndefined();
  });

  const micros = fc.bigInt({ min: 0n, max: 253_402_300_799_999_999n });
  const writtenAt = (at: bigint, digits: number): string =>
    `${new Date(Number(at / 1000n)).toISOString().slice(0, 19)}.${(at % 1_000_000n).toString().padStart(6, '0').slice(0, digits)}Z`;

  it('orders texts as it orders times, to the microsecond', () => {
    fc.assert(
      fc.property(micros, micros, (a, b) => {
        const [first = '', second = ''] = [parseInstant(writtenAt(a, 6)), parseInstant(writtenAt(b, 6))];
        expect(first < second).toBe(a < b);
        expect(first === second).toBe(a === b);
      }),
    );
  });

  it('reads its own texts back, and one time in every zone as one instant', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(86_400_000), max: new Date('9999-12-30T00:00:00Z'), noInvalidDate: true }),
        fc.integer({ min: -14 * 60, max: 14 * 60 }),
        (date, offsetMinutes) => {
          const instant = instantOf(date.getTime());
          expect(parseInstant(instant)).toBe(instant);
          const local = new Date(date.getTime() + offsetMinutes * 60_000).toISOString().slice(0, 23);
          const [hours, minutes] = [Math.trunc(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
          const zone = `${offsetMinutes < 0 ? '-' : '+'}${pad(hours)}:${pad(minutes)}`;
          expect(parseInstant(local + zone)).toBe(instant);
        },
      ),
    );
  });
});

const pad = (value: number): string => value.toString().padStart(2, '0');

describe('latestInstant', () => {
  const early = instantOf(1_000);
  const late = instantOf(2_000);

  it.each<[Instant | null | undefined, Instant | null | undefined, Instant | null]>([
    [early, late, late],
    [late, early, late],
    [early, null, early],
    [undefined, early, early],
    [null, undefined, null],
  ])('of %s and %s is %s', (a, b, latest) => {
    expect(latestInstant(a, b)).toBe(latest);
  });
});
