/** What came of work on many at once. */
export interface Halved<Item> {
  readonly done: readonly Item[];
  /** Refused each for itself, and why. */
  readonly refused: readonly { readonly item: Item; readonly error: unknown }[];
}

export interface HalvingOptions {
  /** Whether an error says that the work is refused for what one of its items is; any other one is thrown. */
  readonly isRefusal: (error: unknown) => boolean;
  /** After so many refused items the rest is left alone, neither done nor refused: the fault is not in odd items. */
  readonly refusedMax: number;
  /** After so many milliseconds the rest is left alone as well. */
  readonly withinMs: number;
}

/**
 * Does work for many at once; where it is refused, for each half, until what is refused stands alone. One bad item
 * among 500 costs 18 tries more. Work that may be accepted in part is done again for what was accepted.
 *
 * @throws what `work` throws when it is no refusal; some of the items may be done then
 */
export const halveOnRefusal = async <Item>(
  items: readonly Item[],
  work: (items: readonly Item[]) => Promise<unknown>,
  options: HalvingOptions,
): Promise<Halved<Item>> => {
  const done: Item[] = [];
  const refused: { item: Item; error: unknown }[] = [];
  const parts: (readonly Item[])[] = [items];
  const deadline = performance.now() + options.withinMs;
  const mayGoOn = (): boolean => refused.length < options.refusedMax && performance.now() < deadline;
  for (let part = parts.pop(); part && mayGoOn(); part = parts.pop()) {
    try {
      await work(part);
      done.push(...part);
    } catch (error) {
      if (!options.isRefusal(error)) throw error;
      const middle = Math.ceil(part.length / 2);
      const [item] = part;
      if (part.length > 1) parts.push(part.slice(middle), part.slice(0, middle));
      else if (item !== undefined) refused.push({ item, error });
    }
  }
  return { done, refused };
};
