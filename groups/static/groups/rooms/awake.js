/* The screen stays awake while somebody is in the room: nobody's telephone goes dark in the middle of
   a practice. Where a browser cannot, or will not, the room works as before. */

/**
 * @typedef {object} Lock
 * @property {() => Promise<void>} release
 * @property {(name: "release", act: () => void) => void} addEventListener
 */

/** Pure: the browser is given. */
export class Awake {
  inside = false;
  asking = false;
  /** @type {Lock | undefined} */
  lock;

  /**
   * @param {() => Promise<Lock> | undefined} ask
   * @param {() => boolean} inSight whether the page is what the person looks at
   */
  constructor(ask, inSight) {
    this.ask = ask;
    this.inSight = inSight;
  }

  /** Somebody came in, or the page is in sight again, for which the browser has let go. */
  async hold(inside = this.inside) {
    this.inside = inside;
    if (!inside || this.lock || this.asking || !this.inSight()) return;
    this.asking = true;
    try {
      const lock = await this.ask();
      lock?.addEventListener("release", () => {
        if (this.lock === lock) this.lock = undefined;
      });
      this.lock = lock;
    } catch {
      // The battery is low, or the browser does not wish to.
    } finally {
      this.asking = false;
    }
    if (!this.inside) this.letGo();
  }

  letGo() {
    this.inside = false;
    const { lock } = this;
    this.lock = undefined;
    lock?.release().catch(() => {});
  }
}

/** On this page, with this browser. */
export function stayAwake() {
  const awake = new Awake(
    () => navigator.wakeLock?.request("screen"),
    () => document.visibilityState === "visible",
  );
  document.addEventListener("visibilitychange", () => awake.hold());
  return awake;
}
