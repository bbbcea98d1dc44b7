/* What the status of the room says, which messages stand, and how long a screen stays awake. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Awake } from "../../groups/static/groups/rooms/awake.js";
import { covered } from "../../groups/static/groups/rooms/in-sight.js";
import { LeaderSpeaks } from "../../groups/static/groups/rooms/parts/media/speaking.js";
import { Status } from "../../groups/static/groups/rooms/status.js";
import { Standing } from "../../groups/static/groups/rooms/toasts.js";

/** What is said after all of that, in one breath. */
function said(status, ...told) {
  for (const [text, matter] of told) status.tell(text, matter);
  return status.take();
}

test("what happens at once is said in one breath", () => {
  const status = new Status();

  assert.equal(said(status, ["Ana came in."], ["Ben left."], [""]), "Ana came in. Ben left.");
  assert.equal(said(status), "");
});

test("the status follows what is so, and repeats nothing", () => {
  const status = new Status();

  assert.equal(said(status, ["Microphone off", "microphone"]), "Microphone off");
  assert.equal(said(status, ["Microphone off", "microphone"]), "");
  assert.equal(said(status, ["Microphone on", "microphone"]), "Microphone on");
  assert.equal(said(status, ["Microphone off", "microphone"]), "Microphone off");
});

test("of one matter only the newest is said, and nothing where it is as it was", () => {
  const status = new Status();
  said(status, ["Your hand is down.", "hand"]);

  assert.equal(said(status, ["Your hand is up.", "hand"], ["Your hand is down.", "hand"]), "");
  assert.equal(
    said(status, ["Microphone off", "microphone"], ["Muted by a leader.", "microphone"]),
    "Muted by a leader.",
  );
});

test("the same person may come twice, but not in one breath", () => {
  const status = new Status();

  assert.equal(said(status, ["Ana came in."], ["Ana came in."]), "Ana came in.");
  assert.equal(said(status, ["Ana came in."]), "Ana came in.");
});

const NEVER = Number.POSITIVE_INFINITY;

/** The messages that stand. */
function texts(standing) {
  return [...standing.notes.values()].map(({ text }) => text);
}

test("a message goes when it is answered, and takes no other along", () => {
  const standing = new Standing();
  standing.put("door", { text: "Ana is at the door.", until: NEVER });
  standing.put("hands", { text: "Ben would like to speak.", until: NEVER });

  assert.ok(standing.answered("door"));
  assert.equal(standing.answered("door"), false);
  assert.deepEqual(texts(standing), ["Ben would like to speak."]);
});

test("what is new about a matter takes the place of what was said of it", () => {
  const standing = new Standing();
  standing.put("door", { text: "Ana is at the door.", until: NEVER });
  standing.put("seen", { text: "Four cameras are on.", until: NEVER });
  standing.put("door", { text: "2 people are at the door.", until: NEVER });

  assert.deepEqual(texts(standing), ["Four cameras are on.", "2 people are at the door."]);
});

test("a passing message passes, and one that waits for an answer stays", () => {
  const standing = new Standing();
  standing.put("a", { text: "Passing", until: 8000 });
  standing.put("microphone", { text: "Unmute if you want to.", until: NEVER });
  assert.equal(standing.next, 8000);
  standing.pass(7999);
  assert.equal(texts(standing).length, 2);

  standing.pass(8000);

  assert.deepEqual(texts(standing), ["Unmute if you want to."]);
  assert.equal(standing.next, NEVER);
});

/** Looks at which leaders are heard; who is told of. */
function looks(speaks, times, ...loud) {
  return Array.from({ length: times }, () => speaks.look(loud)).filter(Boolean);
}

test("a leader who speaks is told once, and again after another leader", () => {
  const speaks = new LeaderSpeaks();

  assert.deepEqual(looks(speaks, 30, "lena"), ["lena"]);
  looks(speaks, 100);
  assert.deepEqual(looks(speaks, 30, "lena"), []);
  assert.deepEqual(looks(speaks, 30, "lena", "theo"), []);
  assert.deepEqual(looks(speaks, 30, "theo"), ["theo"]);
  assert.deepEqual(looks(speaks, 30, "lena"), ["lena"]);
});

test("whoever clears their throat is not told of, whoever pauses for breath is", () => {
  const speaks = new LeaderSpeaks();

  assert.deepEqual(looks(speaks, 3, "lena"), []);
  looks(speaks, 10);
  assert.deepEqual(looks(speaks, 5, "lena"), []);
  assert.deepEqual(looks(speaks, 1), []);
  assert.deepEqual(looks(speaks, 5, "lena"), ["lena"]);
});

test("a keyboard covers, a pinch and a browser's own bar do not", () => {
  assert.equal(covered(844, { height: 508, scale: 1 }), 336);
  assert.equal(covered(844, { height: 422, scale: 2 }), 0);
  assert.equal(covered(844, { height: 788, scale: 1 }), 0);
  assert.equal(covered(844, { height: 254, scale: 2 }), 336);
});

/** A browser that can keep the screen awake. */
function browser({ refuses = false } = {}) {
  const world = { inSight: true, held: 0, asked: 0, locks: [] };
  const ask = async () => {
    world.asked += 1;
    if (refuses) throw new DOMException("", "NotAllowedError");
    world.held += 1;
    const heard = [];
    const lock = {
      addEventListener: (_name, act) => heard.push(act),
      async release() {
        world.held -= 1;
        for (const act of heard) act();
      },
    };
    world.locks.push(lock);
    return lock;
  };
  return { world, awake: new Awake(ask, () => world.inSight) };
}

test("the screen stays awake while somebody is inside, and not before or after", async () => {
  const { world, awake } = browser();
  await awake.hold();
  assert.equal(world.asked, 0);

  await awake.hold(true);
  await awake.hold(true);
  assert.deepEqual([world.held, world.asked], [1, 1]);

  awake.letGo();
  await awake.hold();
  assert.deepEqual([world.held, world.asked], [0, 1]);
});

test("a page that was out of sight asks again when it is back", async () => {
  const { world, awake } = browser();
  await awake.hold(true);
  world.inSight = false;
  await world.locks[0].release(); // as browsers do then
  await awake.hold();
  assert.deepEqual([world.held, world.asked], [0, 1]);

  world.inSight = true;
  await awake.hold();

  assert.equal(world.held, 1);
});

test("whoever leaves before the browser has answered keeps nothing awake", async () => {
  const { world, awake } = browser();
  const asked = awake.hold(true);
  awake.letGo();
  await asked;

  assert.equal(world.held, 0);
});

test("a browser that cannot or will not changes nothing", async () => {
  const { world, awake } = browser({ refuses: true });
  await awake.hold(true);
  assert.deepEqual([world.asked, world.held], [1, 0]);
  awake.letGo();

  const old = new Awake(
    () => undefined,
    () => true,
  );
  await old.hold(true);
  assert.equal(old.lock, undefined);
  old.letGo();
});
