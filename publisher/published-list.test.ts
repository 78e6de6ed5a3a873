import { expect, it } from "@jest/globals";
import { LISTED_MAX, PublishedList } from "./published-list.ts";

const app = (name: string, origin = "") => ({
  ...{ name, hosts: [], ports: [], origin, connectTimeoutMs: 0 },
  ...({ probe: "off", probeEveryS: 0 } as const),
});
const part = (version: number, names: readonly string[], more: Partial<Parameters<PublishedList["take"]>[0]> = {}) => ({
  ...{ version, apps: names.map((name) => app(name)), gone: [], changes: false, more: false, ...more },
});

it("a list in parts holds with its last, and until then the one before does; then it says what is new", () => {
  const list = new PublishedList();
  expect(list.take(part(1, ["a", "b"]))).toBe("all");
  expect(list.take(part(2, ["c"], { more: true }))).toBeUndefined();
  expect([list.version, [...list.apps.keys()]]).toEqual([1, ["a", "b"]]);
  expect(list.take(part(2, ["d"]))).toBe("all");
  expect([list.version, [...list.apps.keys()]]).toEqual([2, ["c", "d"]]);
  expect(list.take(part(3, ["e"], { changes: true, gone: ["c"] }))).toEqual(new Set(["c", "e"]));
  expect([list.version, [...list.apps.keys()]]).toEqual([3, ["d", "e"]]);
});

it("past the bound no app is taken, in one list or by changes, and what is known may still change", () => {
  const list = new PublishedList();
  const many = (from: number, count: number) => Array.from({ length: count }, (_, n) => `app-${from + n}`);
  list.take(part(1, many(0, LISTED_MAX - 1), { more: true }));
  list.take(part(1, many(LISTED_MAX, 10)));
  expect([list.apps.size, list.full]).toEqual([LISTED_MAX - 1, false]);
  list.take(part(2, ["one", "two"], { changes: true }));
  expect([list.apps.size, list.full, list.apps.has("two")]).toEqual([LISTED_MAX, true, false]);
  list.take({ ...part(3, []), changes: true, apps: [app("one", "127.0.0.1:1")] });
  expect(list.apps.get("one")?.origin).toBe("127.0.0.1:1");
  list.take(part(4, ["alone"]));
  expect([...list.apps.keys()]).toEqual(["alone"]);
});
