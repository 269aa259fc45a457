import { describe, expect, test } from "vitest";

import type { LanePoint } from "./lane-data.ts";
import { layoutLanes, pointAfterKey } from "./lane-layout.ts";
import type { LaneInput } from "./lane-layout.ts";
import { guessTextWidth } from "./text-width.ts";

const range = { from: 0, to: 180_000 };
const lanes = [
  { id: "agent", title: "sales-bot", subtitle: "agent", kind: "agent" },
  { id: "crm", title: "crm", subtitle: "server", kind: "server" },
  { id: "mail", title: "mail", subtitle: "server", kind: "server" },
  { id: "db", title: "crm-db", subtitle: "downstream", kind: "downstream" },
  { id: "dave", title: "dave", subtitle: "approver", kind: "approver" },
] as const;
const aPoint = (id: string, at: number, more: Partial<LanePoint> = {}): LanePoint => ({
  id,
  at,
  lane: "crm",
  effect: "read",
  label: "contacts.get",
  via: ["agent"],
  ...more,
});

function layout(points: readonly LanePoint[], more: Partial<LaneInput> = {}) {
  return layoutLanes({
    lanes,
    points,
    range,
    width: 1376,
    zone: "utc",
    selectedId: undefined,
    measure: guessTextWidth,
    ...more,
  });
}
const placeOf = (points: ReturnType<typeof layout>["points"], id: string) =>
  points.find((point) => point.id === id);

describe("calls in lanes", () => {
  test("stand at their time in the lane of their server, what is out of sight is left out", () => {
    const { points, height } = layout([aPoint("a", 90_000), aPoint("late", 200_000)]);
    expect(points).toHaveLength(1);
    expect(points[0]).toMatchObject({ x: 128 + (1376 - 128) / 2, y: 24 + 35 + 17.5 });
    expect(points[0]?.stops).toEqual([{ lane: "agent", y: 24 + 17.5 }]);
    expect(height).toBe(24 + 5 * 35);
  });

  test("of which one would hide another, the one that matters keeps its badge", () => {
    const near = [
      aPoint("read", 10_000),
      aPoint("write", 10_300, { effect: "write" }),
      aPoint("denied", 10_600, { state: "denied" }),
    ];
    const shapes = (selectedId?: string) =>
      layout(near, { selectedId }).points.map(({ id, shape }) => `${id} ${shape}`);
    expect(shapes()).toEqual(["read tick", "write tick", "denied badge"]);
    expect(shapes("read")).toEqual(["read badge", "write tick", "denied tick"]);
  });

  test("are named to the right, at the edge to the left, and shortened when there is no room", () => {
    const { points } = layout([
      aPoint("free", 20_000),
      aPoint("cut", 60_000, { label: "contacts.search.everything" }),
      aPoint("next", 68_000),
      aPoint("edge", 179_000),
    ]);
    expect(placeOf(points, "free")?.name?.anchor).toBe("start");
    expect(placeOf(points, "edge")?.name?.anchor).toBe("end");
    const cut = placeOf(points, "cut");
    expect(cut?.name?.anchor).toBe("end");
    const crowded = layout(
      Array.from({ length: 12 }, (_, index) =>
        aPoint(String(index), 1000 + index * 9000, { label: "contacts.search.everything" }),
      ),
    ).points;
    // The last one has the whole rest of the lane.
    expect(crowded.slice(0, -1).every(({ name }) => name === undefined || name.width < 60)).toBe(
      true,
    );
  });

  test("have names that never overlap a badge or another name of their lane", () => {
    let seed = 11;
    const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const many = Array.from({ length: 160 }, (_, index) =>
      aPoint(String(index), random() * range.to, {
        lane: index % 2 === 0 ? "crm" : "mail",
        effect: index % 5 === 0 ? "write" : "read",
      }),
    );
    const { points } = layout(many);
    for (const lane of ["crm", "mail"]) {
      const boxes = points
        .filter((point) => point.lane === lane && point.shape === "badge")
        .flatMap(({ x, name }) => {
          const badge = { from: x - 6, to: x + 6 };
          if (name === undefined) return [badge];
          const from = name.anchor === "start" ? name.x : name.x - name.width;
          return [badge, { from, to: from + name.width }];
        })
        .toSorted((a, b) => a.from - b.from);
      for (const [index, box] of boxes.entries()) {
        expect(boxes[index + 1]?.from ?? Infinity).toBeGreaterThanOrEqual(box.to - 0.1);
      }
    }
  });

  test("show what they touched, and in words what they never reached", () => {
    const { touches } = layout([
      aPoint("a", 30_000, { touches: [{ lane: "db", label: "PATCH 200" }] }),
      aPoint("b", 90_000, { touches: [{ lane: "db", label: "never reached", isMissed: true }] }),
    ]);
    expect(touches.map(({ isMissed, label }) => [isMissed, label?.text])).toEqual([
      [false, "PATCH 200"],
      [true, "never reached"],
    ]);
  });
});

test("gaps, waits and connections are cut to what is in sight", () => {
  const placed = layout([], {
    gaps: [{ id: "g", lanes: ["crm", "db"], from: -5000, to: 60_000, label: "7 events missing" }],
    spans: [{ id: "s", lane: "dave", from: 150_000, to: 400_000, label: "waiting for dave" }],
    links: [
      {
        id: "ask",
        kind: "asks",
        from: { lane: "agent", at: 90_000 },
        to: { lane: "dave", at: 90_000 },
      },
      {
        id: "gone",
        kind: "waits",
        from: { lane: "crm", at: 300_000 },
        to: { lane: "crm", at: 400_000 },
      },
    ],
  });
  expect(placed.gaps[0]).toMatchObject({ x: 128, tops: [24 + 35, 24 + 105] });
  expect(placed.gaps[0]?.box).toBeDefined();
  expect((placed.spans[0]?.x ?? 0) + (placed.spans[0]?.width ?? 0)).toBe(1376);
  expect(placed.links.map(({ id, path }) => [id, path])).toEqual([
    ["ask", `M752 41.5V${24 + 4 * 35 + 8.5}`],
  ]);
});

describe("keys between calls", () => {
  const points = [
    aPoint("2", 2000, { lane: "mail" }),
    aPoint("1", 1000),
    aPoint("3", 3000),
    aPoint("4", 9000, { lane: "mail" }),
  ];
  const press = (key: string, selected?: string) =>
    pointAfterKey(key, { lanes, points }, selected)?.id;

  test("left and right follow time and stop at the ends", () => {
    expect(press("ArrowRight")).toBe("1");
    expect(press("ArrowLeft")).toBe("4");
    expect(press("ArrowRight", "1")).toBe("2");
    expect(press("ArrowLeft", "1")).toBe("1");
    expect(press("End", "1")).toBe("4");
  });

  test("up and down go to the nearest call of the next lane that has any", () => {
    expect(press("ArrowDown", "3")).toBe("2");
    expect(press("ArrowUp", "4")).toBe("3");
    expect(press("ArrowDown", "2")).toBeUndefined();
  });
});
