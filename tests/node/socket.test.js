/* The room's socket against a wire in the test's hands, with a clock that the test moves. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { freshWindow, happenToWindow, Wire } from "./wire.js";

const { Refusal, RoomSocket } = await import("../../groups/static/groups/rooms/wire/socket.js");

beforeEach(() => {
  freshWindow();
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: 1_000_000 });
});

afterEach(() => mock.timers.reset());

function page() {
  const told = { events: [], frames: [], states: [] };
  const socket = new RoomSocket("/ws/rooms/1/", {
    onFrame: (t) => told.frames.push(t),
    onEvent: (event) => told.events.push(event.seq),
    onState: (state, closing) => told.states.push([state, closing.code]),
  });
  socket.connect();
  return { socket, told };
}

function wire() {
  return Wire.tried.at(-1);
}

/** Lets the newest wire open and welcomes the page on it. */
function letIn(seq) {
  wire().open();
  wire().say("welcome", {});
  if (seq !== undefined) wire().say("snapshot", { seq });
  return wire();
}

/** Milliseconds until the page tries again. */
function untilNext() {
  const tried = Wire.tried.length;
  let waited = 0;
  for (; Wire.tried.length === tried && waited < 10_000; waited += 1) mock.timers.tick(1);
  return waited;
}

function event(seq) {
  return { seq, kind: "hand", d: {} };
}

/** Lets the promises that were settled run on. */
function settled() {
  return new Promise((resolve) => setImmediate(resolve));
}

// --- numbers ----------------------------------------------------------------------------------------
test("it applies only the next number and asks once for what is missing", () => {
  const { told } = page();
  const server = letIn(5);
  for (const seq of [6, 8, 9]) server.say("ev", event(seq));

  assert.deepEqual(told.events, [6]);
  assert.deepEqual(
    server.heard("sync").map(({ d }) => d),
    [{ seq: 6 }],
  );
  server.say("replay", { events: [event(7), event(8)], seq: 9 });
  assert.deepEqual(told.events, [6, 7, 8, 9]);
});

test("after a replay it asks anew about a new gap", () => {
  page();
  const server = letIn(5);
  server.say("ev", event(7));
  server.say("replay", { events: [event(6)], seq: 7 });

  server.say("ev", event(9));

  assert.deepEqual(
    server.heard("sync").map(({ d }) => d.seq),
    [5, 7],
  );
});

test("a pong with a greater head number makes it ask, an equal one does not", () => {
  page();
  const server = letIn(5);

  server.say("pong", { seq: 5 });
  assert.equal(server.heard("sync").length, 0);
  server.say("pong", { seq: 6 });
  assert.equal(server.heard("sync").length, 1);
});

test("coming back it says the last number it has, and that it is the same page", () => {
  page();
  const first = letIn(5);
  first.say("ev", event(6));
  first.end(1012);
  mock.timers.tick(8000);
  wire().open();

  const [before] = first.heard("hello");
  const [after] = wire().heard("hello");
  assert.deepEqual(before.d, { v: 1, page: before.d.page, again: false });
  assert.deepEqual(after.d, { v: 1, page: before.d.page, again: true, seq: 6 });
});

// --- frames that must arrive ------------------------------------------------------------------------
test("what was not acknowledged goes again with the same id, and once acknowledged never", async () => {
  const { socket } = page();
  const first = letIn(5);
  const said = socket.send("chat.say", { text: "hello" });
  const [frame] = first.heard("chat.say");
  first.end(1006);
  mock.timers.tick(8000);
  const second = letIn();

  assert.deepEqual(second.heard("chat.say"), [frame]);
  second.say("ack", { seq: 6 }, frame.id);
  assert.deepEqual(await said, { seq: 6 });
  second.end(1006);
  mock.timers.tick(8000);
  assert.deepEqual(letIn().heard("chat.say"), []);
});

test("two frames have two ids", () => {
  const { socket } = page();
  const server = letIn(5);
  socket.send("hand", { up: true });
  socket.send("hand", { up: true });

  assert.equal(new Set(server.heard("hand").map(({ id }) => id)).size, 2);
});

test("a frame waits while there is no connection, and in the lobby until one is let in", () => {
  const { socket } = page();
  socket.send("hand", { up: true });
  wire().open();
  socket.send("hand", { up: false });
  wire().say("waiting", {});
  assert.equal(wire().heard("hand").length, 0);

  wire().say("welcome", {});

  assert.deepEqual(
    wire()
      .heard("hand")
      .map(({ d }) => d.up),
    [true, false],
  );
});

test("a refusal is told with its sentence, and the frame does not go again", async () => {
  const { socket } = page();
  const first = letIn(5);
  const said = socket.send("mod.end");
  const refused = assert.rejects(said, (error) => {
    assert.ok(error instanceof Refusal);
    assert.deepEqual([error.code, error.message], ["forbidden", "Only leaders end a session."]);
    return true;
  });
  const [{ id }] = first.heard("mod.end");
  first.say("error", { code: "forbidden", sentence: "Only leaders end a session." }, id);
  await refused;
  first.end(1006);
  mock.timers.tick(8000);

  assert.deepEqual(letIn().heard("mod.end"), []);
});

test("a server that is busy gets the same frame again after a second", async () => {
  const { socket } = page();
  const server = letIn(5);
  let answered = false;
  socket.send("hand", { up: true }).then(() => {
    answered = true;
  });
  const [{ id }] = server.heard("hand");
  server.say("error", { code: "try-again", sentence: "Busy." }, id);
  mock.timers.tick(999);
  assert.equal(server.heard("hand").length, 1);

  mock.timers.tick(1);
  await settled();

  assert.deepEqual(
    server.heard("hand").map((frame) => frame.id),
    [id, id],
  );
  assert.equal(answered, false);
});

test("what is of use only now is not kept for later", () => {
  const { socket } = page();

  assert.equal(socket.tell("rtc.ice", {}), false);
  assert.deepEqual(letIn(5).heard("rtc.ice"), []);
});

// --- staying, losing, coming back -------------------------------------------------------------------
for (const code of [4401, 4402, 4403, 4404, 4409, 4410, 4426]) {
  test(`it stays away after ${code}`, () => {
    const { told } = page();
    letIn(5).end(code);

    mock.timers.tick(60_000);
    happenToWindow("online");
    mock.timers.tick(60_000);

    assert.equal(Wire.tried.length, 1);
    assert.deepEqual(told.states.at(-1), ["over", code]);
  });
}

for (const code of [1006, 1012, 4400, 4408, 4423, 4429]) {
  test(`it comes back within 0.3 seconds after ${code}`, () => {
    const { told } = page();
    letIn(5).end(code);
    assert.deepEqual(told.states.at(-1), ["reconnecting", code]);

    mock.timers.tick(149);
    assert.equal(Wire.tried.length, 1);
    mock.timers.tick(151);

    assert.equal(Wire.tried.length, 2);
  });
}

test("attempts that fail come ever later, up to eight seconds; a welcome begins anew", () => {
  page();
  const waits = [];
  for (let attempt = 0; attempt < 8; attempt += 1) {
    wire().end(1006);
    waits.push(untilNext());
  }

  for (const [attempt, wait] of waits.entries()) {
    const most = Math.min(8000, 300 * 2 ** attempt);
    assert.ok(wait >= most / 2 && wait <= most + 1, `attempt ${attempt} after ${wait} ms`);
  }
  letIn(5).end(1006);
  const tried = Wire.tried.length;
  mock.timers.tick(300);
  assert.equal(Wire.tried.length, tried + 1);
});

test("a network that comes back is used at once", () => {
  page();
  letIn(5);
  happenToWindow("offline");
  assert.equal(Wire.tried.length, 1);

  happenToWindow("online");
  mock.timers.tick(0);

  assert.equal(Wire.tried.length, 2);
});

test("a server that says nothing for sixteen seconds is lost; one that answers is not", () => {
  const { told } = page();
  const server = letIn(5);
  mock.timers.tick(10_000);
  assert.equal(server.heard("ping").length, 1);
  server.say("pong", { seq: 5 });
  mock.timers.tick(16_000);
  assert.deepEqual(told.states.at(-1), ["open", 0]);

  mock.timers.tick(2000);

  assert.deepEqual(told.states.at(-1), ["reconnecting", 0]);
});

test("who is asked, or says something, needs no heartbeat of their own", () => {
  const { socket } = page();
  const server = letIn(5);
  for (let times = 0; times < 4; times += 1) {
    mock.timers.tick(8000);
    server.say("beat", { seq: 5 });
  }
  assert.equal(server.heard("here").length, 4);
  assert.equal(server.heard("ping").length, 0);
  mock.timers.tick(6000);
  socket.tell("react", { what: "heart" });
  server.say("pong", { seq: 5 });
  mock.timers.tick(9000);
  assert.equal(server.heard("ping").length, 0);

  mock.timers.tick(2000);

  assert.equal(server.heard("ping").length, 1);
});

test("a wire on which nobody greets is given up after sixteen seconds", () => {
  page();
  mock.timers.tick(15_999);
  assert.equal(Wire.tried.length, 1);

  mock.timers.tick(1);
  mock.timers.tick(300);

  assert.equal(Wire.tried.length, 2);
});

test("an overdue heartbeat is answered, also where timers are held up", () => {
  page();
  const server = letIn(5);

  server.say("beat", { seq: 5 });

  assert.equal(server.heard("here").length, 1);
  assert.equal(server.heard("sync").length, 0);
});

test("a beat with a greater head number makes it ask for what it missed", () => {
  page();
  const server = letIn(5);

  server.say("beat", { seq: 6 });

  assert.equal(server.heard("here").length, 1);
  assert.equal(server.heard("sync").length, 1);
});

test("who leaves says goodbye and does not come back", () => {
  const { socket, told } = page();
  const server = letIn(5);
  socket.leave();
  mock.timers.tick(60_000);

  assert.equal(server.heard("bye").length, 1);
  assert.equal(Wire.tried.length, 1);
  assert.deepEqual(told.states.at(-1), ["over", 1000]);
});

test("a wire that was given up is not heard any more", () => {
  const { told } = page();
  const late = letIn(5);
  const hear = late.onmessage;
  happenToWindow("offline");
  mock.timers.tick(8000);
  letIn(5);

  hear({ data: JSON.stringify({ t: "ev", id: "", d: event(6) }) });

  assert.deepEqual(told.events, []);
});
