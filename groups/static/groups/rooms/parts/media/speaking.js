/* Which leader speaks, for whoever does not see the frame around a face. Pure. */

/* Of looks three times a second: whoever clears their throat is not announced. */
const ENOUGH = 8;

export class LeaderSpeaks {
  last = "";
  /** @type {Map<string, number>} */
  heard = new Map();

  /**
   * The seat of the leader who has begun to speak, once; while they go on, nobody else has.
   * @param {string[]} loud the leaders' seats that are heard at this look
   */
  look(loud) {
    if (loud.includes(this.last)) return "";
    for (const seat of new Set([...this.heard.keys(), ...loud])) {
      const times = (this.heard.get(seat) ?? 0) + (loud.includes(seat) ? 1 : -1);
      if (times > 0) this.heard.set(seat, times);
      else this.heard.delete(seat);
    }
    const [now] = [...this.heard].find(([, times]) => times >= ENOUGH) ?? [""];
    if (!now) return "";
    this.last = now;
    this.heard.clear();
    return now;
  }
}
