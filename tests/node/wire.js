/* What a browser gives the room's socket, as far as it needs it: a window, an address, and wires
   whose other end is the test. */

let window = new EventTarget();

/** One connection, seen from the server's end. */
export class Wire {
  /** @type {Wire[]} every connection a page has tried, oldest first */
  static tried = [];
  static OPEN = 1;

  sent = [];
  readyState = 0;
  onopen = null;
  onmessage = null;
  onclose = null;

  constructor(address, protocol) {
    this.address = String(address);
    this.protocol = protocol;
    Wire.tried.push(this);
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.readyState = 3;
  }

  open() {
    this.readyState = Wire.OPEN;
    this.onopen?.();
  }

  say(t, d, id = "") {
    this.onmessage?.({ data: JSON.stringify({ t, id, d }) });
  }

  end(code, reason = "") {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }

  /** The frames of one name that the page sent. */
  heard(t) {
    return this.sent.filter((frame) => frame.t === t);
  }
}

/** Forgets the pages of the test before. */
export function freshWindow() {
  window = new EventTarget();
  Wire.tried = [];
}

export function happenToWindow(name) {
  window.dispatchEvent(new Event(name));
}

Object.assign(globalThis, {
  WebSocket: Wire,
  location: new URL("https://room.example/rooms/1/"),
  addEventListener: (name, act) => window.addEventListener(name, act),
});
