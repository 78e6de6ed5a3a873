/** Who may see the console. */
import { expect, it } from "@jest/globals";
import { admit, type Visit } from "./guard.ts";
import { escaped } from "./page-table.ts";
import { statusPage } from "./status-page.ts";

const door = { port: 8080, isKey: (text: string) => text === "k1" };
const visit: Visit = {
  method: "GET",
  target: "/",
  host: "127.0.0.1:8080",
  origin: undefined,
  cookie: undefined,
  fetchMode: undefined,
};
const refusal = (more: Partial<Visit>) => admit({ ...visit, ...more }, door);

it("a key in the address or in the cookie opens; the first one sets the second", () => {
  expect(refusal({ target: "/?key=k1" })).toEqual({ kind: "page", path: "/", setCookie: true });
  expect(refusal({ cookie: "a=b; wayleave_console_8080=k1" })).toEqual({ kind: "page", path: "/", setCookie: false });
  expect(refusal({ target: "/status.json?key=k1", host: "localhost:8080" })).toMatchObject({ path: "/status.json" });
});

it("a person's browser is moved on, so that the key doesn't stay in the address bar", () => {
  expect(refusal({ target: "/?key=k1", fetchMode: "navigate" })).toEqual({ kind: "moved", path: "/" });
});

it.each([
  ["no key", {}, "key"],
  ["a wrong key", { target: "/?key=k2" }, "key"],
  ["a cookie of another system", { cookie: "wayleave_console_9090=k1" }, "key"],
  ["another name that points here", { host: "evil.example:8080", target: "/?key=k1" }, "host"],
  ["another port", { host: "127.0.0.1:9090", target: "/?key=k1" }, "host"],
  ["no host", { host: undefined, target: "/?key=k1" }, "host"],
  ["a page of another site", { origin: "http://evil.example", target: "/?key=k1" }, "origin"],
  ["a page without an origin of its own", { origin: "null", target: "/?key=k1" }, "origin"],
  ["a method that changes things", { method: "POST", target: "/?key=k1" }, "method"],
  ["an unknown path, told only to who has the key", { target: "/etc?key=k1" }, "path"],
  ["an unknown path without a key", { target: "/etc" }, "key"],
])("refuses %s", (_, more, reason) => {
  expect(refusal(more as Partial<Visit>)).toMatchObject({ kind: "refused", reason });
});

it("the console's own origin is welcome", () => {
  expect(refusal({ origin: "http://127.0.0.1:8080", target: "/?key=k1" })).toMatchObject({ kind: "page" });
});

it("names that others chose can't become markup", () => {
  expect(escaped(`<b a="'&">`)).toBe("&lt;b a=&quot;&#39;&amp;&quot;&gt;");
  const page = statusPage({
    at: "now",
    up: true,
    ready: true,
    gateways: [],
    record: { state: "here", why: "", events_behind: 0, behind_s: 0, last_flows: [] },
    parts: [
      {
        name: "<script>",
        kind: "agent",
        pid: 1,
        state: "ready",
        restarts: 0,
        listen: [],
        refused: { "<i>": { "<u>": 1 } },
        session: null,
        srp_version: null,
      },
    ],
  });
  expect(page).not.toMatch(/<script>|<i>|<u>/);
});
