import { describe, expect, it } from '@jest/globals';
import { flowLine, type Flow } from './flow-line.js';

/** The line that a person watches: short when all is well, and naming what is not. */
describe('the live line', () => {
  const well: Flow = {
    accepted: { total: 1_200, added: 20 },
    projected: { total: 1_000, added: 18 },
    duplicates: 180,
    rejected: 3,
    lag: 2,
    unprojectedS: 0.4,
    unpublishedS: 0,
    trouble: { parked: 0, spooled: 0 },
  };

  it('tells what flows', () => {
    expect(flowLine(well)).toBe('accepted 1200 (+20/s)  projected 1000 (+18/s)  lag 2  duplicates 180  rejected 3');
  });

  it('tells what waits, for how long, and what a person should look at', () => {
    const ill = {
      ...well,
      lag: 900,
      unprojectedS: 42.4,
      unpublishedS: 7,
      trouble: { parked: 1, spooled: 0, restarts: 2 },
    };
    expect(flowLine(ill)).toMatch(
      / {2}lag 900 \(for 42 s\) {2}unpublished \(for 7 s\) {2}parked 1 {2}restarts 2 {2}dup/,
    );
  });

  it('says that a figure could not be had', () => {
    expect(flowLine({ ...well, lag: undefined })).toMatch(/ {2}lag \? {2}/);
    expect(flowLine({ ...well, lag: 0, unprojectedS: 38 })).toMatch(/ {2}lag \? \(for 38 s\) {2}/);
  });
});
