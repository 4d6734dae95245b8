/** Something the bank will do at its time. */
export interface Appointment {
  readonly dueUs: number;
  /** Breaks ties: what was planned first happens first. */
  readonly order: number;
  readonly act: () => void;
}

const before = (left: Appointment, right: Appointment): boolean =>
  left.dueUs === right.dueUs ? left.order < right.order : left.dueUs < right.dueUs;

/** What lies ahead, earliest first: a binary heap, since a story of thousands of operations plans tens of thousands. */
export class Agenda {
  readonly #heap: Appointment[] = [];
  #planned = 0;

  get size(): number {
    return this.#heap.length;
  }

  get next(): Appointment | undefined {
    return this.#heap[0];
  }

  plan(dueUs: number, act: () => void): void {
    const heap = this.#heap;
    const entry: Appointment = { dueUs, order: (this.#planned += 1), act };
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (!above || !before(entry, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  take(): Appointment | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first && last && heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(entry: Appointment): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      const left = heap[2 * index + 1];
      const right = heap[2 * index + 2];
      if (!left) break;
      const toRight = right !== undefined && before(right, left);
      const child = toRight ? right : left;
      if (!before(child, entry)) break;
      heap[index] = child;
      index = 2 * index + (toRight ? 2 : 1);
    }
    heap[index] = entry;
  }
}
