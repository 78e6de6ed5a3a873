import { expect, it } from "@jest/globals";
import { NOTHING_SAID } from "../config/defaults.ts";
import { emptyTenant, type TenantState } from "../control/state.ts";
import { compile } from "./compile.ts";
import { explain } from "./explain.ts";

const user = (email: string) => ({ ...NOTHING_SAID.User, email });
const device = (of: string, revoked = false) => ({ ...NOTHING_SAID.Device, user: of, revoked });

const tenant: TenantState = {
  ...emptyTenant("demo"),
  users: new Map([
    ["sam", user("sam@corp.example")],
    ["kim", user("kim@corp.example")],
    ["kim-2", user("KIM@corp.example")],
    ["lee", user("lee@corp.example")],
  ]),
  devices: new Map([
    ["laptop", device("sam")],
    ["a-lost-one", device("kim", true)],
    ["desk", device("kim")],
    ["phone", device("kim")],
  ]),
  apps: new Map([
    [
      "wiki",
      {
        ...NOTHING_SAID.App,
        hosts: ["wiki.corp.example"],
        ports: [{ protocol: "tcp", from: 443, to: 443 }],
      },
    ],
  ]),
  policies: new Map([["all", { ...NOTHING_SAID.Policy, action: "allow", order: 10, apps: ["wiki"] }]]),
};
const compiled = compile(tenant, 7);
const WIKI = { host: "wiki.corp.example", port: 443, protocol: "tcp" } as const;
const NOON_US = Date.parse("2026-03-04T12:00:00Z") * 1000;

it("takes a user by name or by address, and of several devices the first that is good, and says so", () => {
  const by = (of: string) => {
    const { request, assumed } = explain({ user: of, ...WIKI }, compiled, NOON_US);
    return [
      request.user,
      request.device,
      ...assumed.filter(({ fact }) => /user|device/.test(fact)).map((one) => one.why),
    ];
  };
  expect(by("sam")).toEqual(["sam", "laptop", "the user's only one"]);
  expect(by("SAM@corp.example")).toEqual(["sam", "laptop", "the user's only one"]);
  expect(by("kim")).toEqual(["kim", "desk", "the first of the user's 3 that is not revoked"]);
  expect(by("kim@corp.example")).toEqual([
    ...["kim", "desk", "the first of 2 users with this address"],
    "the first of the user's 3 that is not revoked",
  ]);
  expect(by("lee")).toEqual(["lee", "", "the user has none"]);
  expect(by("nobody")).toEqual(["nobody", "", "the user has none"]);
});

it("tells each fact that it assumed, and none that was stated", () => {
  const question = { user: "sam", device: "laptop", ...WIKI };
  const said = { accessMethod: "clientless", os: "", address: "10.0.0.1", country: "NL", atUs: 5 };
  const full = explain({ ...question, ...said }, compiled, NOON_US);
  expect(full.assumed).toEqual([]);
  const { accessMethod, os, address, country } = said;
  expect(full.request).toEqual({ ...question, session: { accessMethod, os, address, country }, atUs: 5 });
  const bare = explain(question, compiled, NOON_US);
  expect(bare.assumed.map(({ fact }) => fact)).toEqual(["access_method", "os", "address", "country", "at"]);
  expect(bare.request.atUs).toBe(NOON_US);
  expect(bare.assumed.at(-1)!.value).toBe("2026-03-04T12:00:00.000Z");
});

it("answers what the decision is, by the versions of the rules it was asked by", () => {
  const asked = (of: string) => explain({ user: of, ...WIKI }, compiled, NOON_US).verdict;
  expect(asked("sam")).toMatchObject({ kind: "allow", app: "wiki", rule: "all", asOf: 7 });
  expect(asked("lee")).toMatchObject({ kind: "deny", code: "CGW_AUTH_DEVICE_UNTRUSTED" });
  expect(asked("nobody")).toMatchObject({ kind: "deny", code: "CGW_AUTH_USER_INACTIVE" });
});
