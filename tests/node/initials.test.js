/* Initials of a person in the room, as the server writes them on its pages. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { initials } from "../../groups/static/groups/rooms/dom.js";

test("at most two characters: of the first and of the last word", () => {
  assert.equal(initials("robin hale"), "RH");
  assert.equal(initials(" Jo  van der Berg "), "JB");
  assert.equal(initials("Sam"), "S");
  assert.equal(initials("  "), "–");
});

test("a character is whole: a letter with its marks, a sign of several parts", () => {
  assert.equal(initials("E\u0301lodie O\u0308zil"), "E\u0301O\u0308");
  assert.equal(initials("\u{1d49c}da"), "\u{1d49c}");
  assert.equal(
    initials("\u0928\u0940\u0930\u091c \u0915\u0941\u092e\u093e\u0930"),
    "\u0928\u0940\u0915\u0941",
  );
  const family = "\u{1f469}\u200d\u{1f469}\u200d\u{1f467}";
  assert.equal(initials(`${family} Family`), `${family}F`);
  assert.equal(initials("\u{1f1ee}\u{1f1ea}"), "\u{1f1ee}\u{1f1ea}");
});
