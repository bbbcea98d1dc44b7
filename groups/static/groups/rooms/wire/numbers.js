/* The order of numbered events, whatever order they arrive in: each is given on once, number by
   number, and what came too early waits. Pure: who holds this asks the server for what is missing. */

/** @template {{ seq: number }} Event */
export class Numbers {
  /** @type {number | null} the number of the event given on last; null before the first snapshot */
  last = null;
  /** @type {Map<number, Event>} */
  #early = new Map();
  #apply;

  /** @param {(event: Event) => void} apply */
  constructor(apply) {
    this.#apply = apply;
  }

  /**
   * One event, as it arrived. True when something before it is missing.
   * @param {Event} event
   */
  take(event) {
    if (this.last === null || event.seq <= this.last) return false;
    if (event.seq !== this.last + 1) {
      this.#early.set(event.seq, event);
      return true;
    }
    this.#give(event);
    this.#drain();
    return false;
  }

  /**
   * What the server sent again because we asked.
   * @param {Event[]} events
   */
  fill(events) {
    for (const event of events) if (this.#next(event.seq)) this.#give(event);
    this.#drain();
  }

  /**
   * A snapshot holds everything up to its number.
   * @param {number} seq
   */
  restart(seq) {
    this.last = seq;
    this.#drain();
  }

  /**
   * Whether the server has events that we do not have; `head` is its last number.
   * @param {number | null} head
   */
  behind(head) {
    return head !== null && this.last !== null && head > this.last;
  }

  /** @param {number} seq */
  #next(seq) {
    return this.last !== null && seq === this.last + 1;
  }

  /** @param {Event} event */
  #give(event) {
    this.last = event.seq;
    this.#apply(event);
  }

  #drain() {
    for (const seq of [...this.#early.keys()].sort((one, other) => one - other)) {
      const event = this.#early.get(seq);
      if (event && this.#next(seq)) this.#give(event);
      if (this.last !== null && seq <= this.last) this.#early.delete(seq);
    }
  }
}
