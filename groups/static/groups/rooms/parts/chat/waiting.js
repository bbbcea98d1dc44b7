/* What was said and is not known to have arrived. It is kept in this tab alone, so that a reload
   loses none of it, and goes with the answer or with leaving the room. */

/**
 * @typedef {object} Waiting
 * @property {string} id of its frame: said again with the same, it is the same message
 * @property {string} text
 * @property {string} at
 * @property {number} [seq] its number, once the server has it
 */

export class WaitingWords {
  /** @type {Waiting[]} */
  list = [];

  /**
   * @param {string} key
   * @param {Storage} [shelf]
   */
  constructor(key, shelf = sessionStorage) {
    this.key = `room-said:${key}`;
    this.shelf = shelf;
    this.list = JSON.parse(shelf.getItem(this.key) ?? "[]");
  }

  /**
   * @param {string} text
   * @param {string} id
   */
  add(text, id) {
    this.list.push({ id, text, at: new Date().toISOString() });
    this.#keep();
  }

  /**
   * The server has it, under that number.
   * @param {string} id
   * @param {number} seq
   */
  arrived(id, seq) {
    const found = this.list.find((one) => one.id === id);
    if (found) found.seq = seq;
    this.#keep();
  }

  /**
   * Its words, which will not arrive.
   * @param {string} id
   */
  takeBack(id) {
    const found = this.list.find((one) => one.id === id);
    this.list = this.list.filter((one) => one !== found);
    this.#keep();
    return found?.text ?? "";
  }

  /**
   * Those up to that number stand in the chat now.
   * @param {number} last
   */
  settle(last) {
    if (!this.list.some(({ seq }) => seq !== undefined && seq <= last)) return;
    this.list = this.list.filter(({ seq }) => seq === undefined || seq > last);
    this.#keep();
  }

  forget() {
    this.list = [];
    this.#keep();
  }

  #keep() {
    if (this.list.length === 0) this.shelf.removeItem(this.key);
    else this.shelf.setItem(this.key, JSON.stringify(this.list));
  }
}
