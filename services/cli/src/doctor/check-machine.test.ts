import { expect, test } from "vitest";

import { checkNode, checkSettings } from "./check-machine.ts";
import { checkClock } from "./check-server.ts";

test("an old Node and an unknown setting are faults that say what to do", () => {
  expect(checkNode("24.15.0").level).toBe("ok");
  expect(checkNode("20.20.2")).toMatchObject({ level: "fault", status: 2 });
  expect(checkSettings({ TOOLMARK_ULR: "http://x" })).toMatchObject([
    { level: "fault", message: expect.stringContaining("did you mean TOOLMARK_URL?") },
  ]);
  expect(checkSettings({ TOOLMARK_URL: "http://127.0.0.1:7070", HOME: "/" })).toMatchObject([
    { level: "ok", message: "TOOLMARK_URL" },
  ]);
});

test.each([
  [0, "ok"],
  [1, "ok"],
  [30, "warning"],
  [-30, "warning"],
  [1200, "fault"],
])("a server clock that is %i s off is %s", (seconds, level) => {
  const started = Date.parse("2026-11-24T12:00:00.400Z");
  const date = new Date(started + seconds * 1000).toUTCString();
  expect(checkClock(date, started, 100)).toMatchObject([{ level }]);
});
