/* Days and answers of a diary card on a device. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as answers from "../../groups/static/groups/diaries/answers.js";
import * as days from "../../groups/static/groups/diaries/days.js";

test("the day is the one on the wall where the member is", () => {
  const lateEvening = Date.parse("2026-09-01T23:30Z");

  assert.equal(days.dayAt(lateEvening, "Europe/London"), "2026-09-02");
  assert.equal(days.dayAt(lateEvening, "America/New_York"), "2026-09-01");
  assert.equal(days.dayAt(lateEvening, "Asia/Tokyo"), "2026-09-02");
  assert.match(days.dayAt(lateEvening, "Nowhere/Else"), /^2026-09-0[12]$/);
});

test("days before are counted over months, years and the change of clocks", () => {
  assert.equal(days.before("2026-09-01", 1), "2026-08-31");
  assert.equal(days.before("2027-01-01", 1), "2026-12-31");
  assert.equal(days.before("2026-03-30", 1), "2026-03-29");
  assert.equal(days.before("2026-09-01", 0), "2026-09-01");
});

test("an address names a day, or none", () => {
  assert.equal(days.dayIn("/diary/on/2026-09-01/"), "2026-09-01");
  assert.equal(days.dayIn("/diary/on/2026-09-01/?person=x"), "2026-09-01");
  for (const path of ["/diary/", "/diary/on/tomorrow/", "/diary/on/2026-13-41/", ""]) {
    assert.equal(days.dayIn(path), "");
  }
});

test("a day is written as the reader writes it", () => {
  assert.equal(days.written("2026-09-01", "en-GB"), "Tuesday 1 September");
  assert.equal(days.written("2026-09-01", "no such"), "Tuesday 1 September");
});

test("of a form is kept what was answered, and no token", () => {
  const form = new FormData();
  const filled = [
    ["csrfmiddlewaretoken", "secret"], ["filling", "id"], ["goes_on", ""], ["device_at", "12"],
    ["sadness", ""], ["joy", "0"], ["halt", "H"], ["halt", "T"], ["note", "Words"],
  ]; // biome-ignore format: pairs
  for (const [name, value] of filled) form.append(name, value);
  const kept = answers.fieldsOf(form);

  assert.deepEqual(kept, [
    ["filling", "id"], ["joy", "0"], ["halt", "H"], ["halt", "T"], ["note", "Words"],
  ]); // biome-ignore format: pairs
  assert.deepEqual(answers.answersOf(kept).length, 4);
  assert.deepEqual(
    answers.answersOf([
      ["filling", "id"],
      ["goes_on", "1.2"],
      ["note", " "],
    ]),
    [],
  );
});

test("a field is changed or taken away, and the others stay in their order", () => {
  const fields = [["day_by", "device"], ["halt", "H"], ["halt", "T"]]; // biome-ignore format: pairs

  assert.deepEqual(answers.withFields(fields, { day_by: undefined }), [
    ["halt", "H"],
    ["halt", "T"],
  ]);
  assert.deepEqual(answers.withFields(fields, { day_by: "me" }).at(-1), ["day_by", "me"]);
});
