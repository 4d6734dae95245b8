/** A seeded source of chance: the same seed draws the same values on every machine. Not for secrets. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** An integer between both bounds, each included. */
  int(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly [T, ...T[]]): T;
  text(alphabet: string, length: number): string;
  /** An independent source for one thing, so that a new draw here never shifts the draws elsewhere. */
  fork(label: string): Random;
}

/** 128 bits from a text, by four multiplicative hashes that feed each other. */
const spread = (text: string): [number, number, number, number] => {
  let [a, b, c, d] = [0x3c6ef372, 0x1b873593, 0x5be0cd19, 0x2545f491];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ code, 0x2c1b3c6d);
    b = c ^ Math.imul(b ^ code, 0x297a2d39);
    c = d ^ Math.imul(c ^ code, 0x85ebca6b);
    d = a ^ Math.imul(d ^ code, 0xc2b2ae35);
  }
  return [a >>> 0, b >>> 0, c >>> 0, d >>> 0];
};

// Enough rounds for every bit of the seed to reach every word of the state.
const WARM_UP_ROUNDS = 16;

export const createRandom = (seed: string): Random => {
  let [a, b, c, counter] = spread(seed);
  // A "small fast counting" generator: 128 bits of state, a period no story can exhaust, 32 bits a draw.
  const draw = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) draw();

  const next = (): number => draw() / 0x1_0000_0000;
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (list) => list[int(0, list.length - 1)] ?? list[0],
    text: (alphabet, length) => Array.from({ length }, () => alphabet.charAt(int(0, alphabet.length - 1))).join(''),
    fork: (label) => createRandom(`${seed}/${label}`),
  };
};
