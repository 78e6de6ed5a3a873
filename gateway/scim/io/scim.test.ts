/** Directories against a gateway's SCIM service: over HTTP, on a real log, as Entra and Okta send it. */
import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { NOTHING_SAID } from "../../../core/config/defaults.ts";
import { TrialDirectory, tokenOf } from "./trial-directory.ts";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const patch = (...Operations: unknown[]) => ({
  schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  Operations,
});
const user = (userName: string, more = {}) => ({ schemas: [USER], userName, active: true, ...more });
const group = (displayName: string, more = {}) => ({ schemas: [GROUP], displayName, ...more });
const at = (kind: string, id: string) => `/${kind}/${encodeURIComponent(id)}`;

let trial: TrialDirectory;
beforeAll(async () => {
  trial = await TrialDirectory.open(["a", "b"]);
});
afterAll(() => trial.close());

describe("users", () => {
  it("are made, found, changed, deactivated and removed", async () => {
    const made = await trial.ask("POST", "/Users", {
      ...user("Sam@Corp.example", { externalId: "42", name: { givenName: "Sam" }, emails: [{ value: "x@y.z" }] }),
      [ENTERPRISE]: { department: "sales", employeeNumber: "7" },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...{ id: "sam@corp.example", userName: "sam@corp.example", externalId: "42", active: true },
      ...{ [ENTERPRISE]: { department: "sales" }, schemas: [USER, ENTERPRISE] },
    });
    expect(made.headers.get("location")).toBe(made.body.meta.location);
    expect(made.headers.get("etag")).toBe(made.body.meta.version);
    expect(trial.tenant("a").users.get("sam@corp.example")).toEqual({
      ...{ email: "sam@corp.example", groups: [], organizationUnit: "sales", externalId: "42", inactive: false },
    });
    for (const filter of [
      'userName eq "SAM@corp.example"',
      'externalId eq "42"',
      'id eq "sam@corp.example" and active eq true',
    ]) {
      const { body } = await trial.ask("GET", `/Users?filter=${encodeURIComponent(filter)}`);
      expect([filter, body.totalResults, body.Resources[0].id]).toEqual([filter, 1, "sam@corp.example"]);
    }
    const off = await trial.ask(
      "PATCH",
      at("Users", "sam@corp.example"),
      patch({ op: "Replace", path: "active", value: "False" }),
    );
    expect([off.status, off.body.active]).toEqual([200, false]);
    expect(trial.tenant("a").users.get("sam@corp.example")?.inactive).toBe(true);
    const on = await trial.ask(
      "PATCH",
      at("Users", "sam@corp.example"),
      patch({ op: "replace", value: { active: true, id: "x" } }),
    );
    expect([on.status, on.body.active]).toEqual([200, true]);
    const renamed = await trial.ask("PUT", at("Users", "sam@corp.example"), user("samuel@corp.example"));
    expect(renamed.body).toMatchObject({ id: "sam@corp.example", userName: "samuel@corp.example", externalId: "42" });
    expect((await trial.ask("DELETE", at("Users", "sam@corp.example"))).status).toBe(204);
    expect((await trial.ask("GET", at("Users", "sam@corp.example"))).status).toBe(404);
    expect(trial.tenant("a").users.has("sam@corp.example")).toBe(false);
  });

  it("whom a device still names stay behind, inactive and in no group, and may come again", async () => {
    await trial.apply("a", [
      { kind: "Group", name: "by-hand", spec: NOTHING_SAID.Group },
      {
        kind: "User",
        name: "kim@corp.example",
        spec: { ...NOTHING_SAID.User, email: "kim@corp.example", groups: ["by-hand"] },
      },
      { kind: "Device", name: "kims-laptop", spec: { ...NOTHING_SAID.Device, user: "kim@corp.example" } },
    ]);
    expect((await trial.ask("GET", at("Users", "kim@corp.example"))).body.groups).toBeUndefined();
    expect((await trial.ask("DELETE", at("Users", "kim@corp.example"))).status).toBe(204);
    expect(trial.tenant("a").users.get("kim@corp.example")).toMatchObject({
      inactive: true,
      groups: [],
      externalId: "",
    });
    expect((await trial.ask("GET", at("Users", "kim@corp.example"))).status).toBe(404);
    expect((await trial.ask("DELETE", at("Users", "kim@corp.example"))).status).toBe(404);
    const again = await trial.ask("POST", "/Users", user("kim@corp.example"));
    expect([again.status, again.body.id, again.body.active]).toEqual([201, "kim@corp.example", true]);
  });

  it("are listed in pages, and no address stands twice", async () => {
    for (const n of [1, 2, 3, 4, 5]) await trial.ask("POST", "/Users", user(`page${n}@corp.example`));
    const all = (await trial.ask("GET", "/Users")).body;
    const seen: string[] = [];
    for (let startIndex = 1; startIndex <= all.totalResults; startIndex += 2) {
      const { body } = await trial.ask("GET", `/Users?startIndex=${startIndex}&count=2&attributes=userName`);
      expect(body).toMatchObject({ startIndex, totalResults: all.totalResults });
      for (const one of body.Resources) expect(Object.keys(one).sort()).toEqual(["id", "meta", "schemas", "userName"]);
      seen.push(...body.Resources.map((one: { id: string }) => one.id));
    }
    expect(new Set(seen).size).toBe(all.totalResults);
    expect((await trial.ask("GET", "/Users?count=0")).body).toMatchObject({
      itemsPerPage: 0,
      totalResults: all.totalResults,
    });
    const twice = await trial.ask("POST", "/Users", user("PAGE1@corp.example"));
    expect([twice.status, twice.body.scimType]).toEqual([409, "uniqueness"]);
    const taken = await trial.ask(
      "PATCH",
      at("Users", "page2@corp.example"),
      patch({ op: "replace", path: "userName", value: "page1@corp.example" }),
    );
    expect(taken.status).toBe(409);
  });
});

describe("groups", () => {
  const members = (name: string) =>
    [...trial.tenant("a").users]
      .filter(([, spec]) => spec.groups.includes(name))
      .map(([id]) => id)
      .sort();

  it("are filled and emptied in all the ways that directories know", async () => {
    for (const n of [1, 2, 3]) await trial.ask("POST", "/Users", user(`m${n}@corp.example`));
    const [m1, m2, m3] = [1, 2, 3].map((n) => ({ value: `m${n}@corp.example` }));
    const made = await trial.ask("POST", "/Groups", group("engineering", { members: [m1] }));
    expect([made.status, made.body.id, made.body.members.length]).toEqual([201, "engineering", 1]);
    const steps: [unknown, number[]][] = [
      [patch({ op: "Add", path: "members", value: [m2, m3] }), [1, 2, 3]],
      [patch({ op: "Remove", path: 'members[value eq "m2@corp.example"]' }), [1, 3]],
      [patch({ op: "Remove", path: "members", value: [m3] }), [1]],
      [patch({ op: "replace", path: "members", value: [m2, m3] }), [2, 3]],
      [patch({ op: "add", value: { members: [m1] } }), [1, 2, 3]],
      [patch({ op: "remove", path: "members" }), []],
      [patch({ op: "add", path: "members", value: m1 }, { op: "add", path: "members", value: m2 }), [1, 2]],
    ];
    for (const [body, expected] of steps) {
      expect((await trial.ask("PATCH", "/Groups/engineering", body)).status).toBe(204);
      expect(members("engineering")).toEqual(expected.map((n) => `m${n}@corp.example`));
    }
    const found = (
      await trial.ask(
        "GET",
        `/Groups?filter=${encodeURIComponent('displayName eq "Engineering"')}&excludedAttributes=members`,
      )
    ).body;
    expect([found.totalResults, found.Resources[0].members]).toEqual([1, undefined]);
    expect((await trial.ask("GET", at("Users", "m1@corp.example"))).body.groups).toMatchObject([
      { value: "engineering" },
    ]);
    const stranger = await trial.ask(
      "PATCH",
      "/Groups/engineering",
      patch({ op: "add", path: "members", value: [{ value: "nobody" }] }),
    );
    expect([stranger.status, stranger.body.scimType]).toEqual([400, "invalidValue"]);
  });

  it("keep their name for rules when the directory renames them", async () => {
    await trial.ask("POST", "/Groups", group("ops"));
    const renamed = patch({ op: "Replace", value: { displayName: "Operations", externalId: "g-9" } });
    expect((await trial.ask("PATCH", "/Groups/ops", renamed)).status).toBe(204);
    expect((await trial.ask("GET", "/Groups/ops")).body).toMatchObject({
      id: "ops",
      displayName: "Operations",
      externalId: "g-9",
    });
    expect((await trial.ask("POST", "/Groups", group("Operations"))).status).toBe(409);
  });

  it("that operators keep are not a directory's, and stay where a user has them", async () => {
    const kept = await trial.ask("GET", "/Groups/by-hand");
    expect(kept.status).toBe(404);
    const made = await trial.ask("POST", "/Groups", group("by-hand"));
    expect([made.status, made.body.detail]).toEqual([409, expect.stringContaining("kept by operators")]);
    const spec = trial.tenant("a").users.get("m1@corp.example")!;
    await trial.apply("a", [
      { kind: "User", name: "m1@corp.example", spec: { ...spec, groups: [...spec.groups, "by-hand"] } },
    ]);
    await trial.ask("PUT", at("Users", "m1@corp.example"), user("m1@corp.example"));
    await trial.ask("PATCH", "/Groups/engineering", patch({ op: "remove", path: "members" }));
    expect(trial.tenant("a").users.get("m1@corp.example")?.groups).toEqual(["by-hand"]);
  });

  it("that a rule names stay behind empty; others go", async () => {
    await trial.ask(
      "PATCH",
      "/Groups/engineering",
      patch({ op: "add", path: "members", value: [{ value: "m2@corp.example" }] }),
    );
    const policy = { ...NOTHING_SAID.Policy, order: 10, action: "allow" as const, groups: ["engineering"] };
    await trial.apply("a", [{ kind: "Policy", name: "engineers", spec: policy }]);
    for (const id of ["engineering", "ops"]) expect((await trial.ask("DELETE", at("Groups", id))).status).toBe(204);
    expect([
      members("engineering"),
      trial.tenant("a").groups.has("engineering"),
      trial.tenant("a").groups.has("ops"),
    ]).toEqual([[], true, false]);
    expect((await trial.ask("GET", "/Groups/engineering")).status).toBe(404);
  });
});

it("a version guards a write, and spares a reading", async () => {
  const made = await trial.ask("POST", "/Users", user("etag@corp.example"));
  const path = at("Users", "etag@corp.example");
  const version = made.headers.get("etag")!;
  expect((await trial.ask("GET", path, undefined, { "if-none-match": version })).status).toBe(304);
  const off = patch({ op: "replace", path: "active", value: false });
  expect((await trial.ask("PATCH", path, off, { "if-match": version })).status).toBe(200);
  const late = await trial.ask("PATCH", path, off, { "if-match": version });
  expect([late.status, late.body.status, late.body.schemas]).toEqual([
    412,
    "412",
    ["urn:ietf:params:scim:api:messages:2.0:Error"],
  ]);
  expect((await trial.ask("GET", path, undefined, { "if-none-match": version })).status).toBe(200);
});

it("many writes at once are all done", async () => {
  await trial.ask("POST", "/Groups", group("crowd"));
  const ids = Array.from({ length: 20 }, (_, n) => `crowd${n}@corp.example`);
  const made = await Promise.all(ids.map((id) => trial.ask("POST", "/Users", user(id))));
  expect(new Set(made.map(({ status }) => status))).toEqual(new Set([201]));
  const added = ids.map((value) =>
    trial.ask("PATCH", "/Groups/crowd", patch({ op: "add", path: "members", value: [{ value }] })),
  );
  expect(new Set((await Promise.all(added)).map(({ status }) => status))).toEqual(new Set([204]));
  expect((await trial.ask("GET", "/Groups/crowd")).body.members).toHaveLength(20);
});

describe("what is not heard", () => {
  it("without a good token, by another's name, from a web page, of another tenant", async () => {
    expect((await trial.ask("GET", "/Users", undefined, { authorization: "Bearer wrong" })).status).toBe(401);
    expect((await trial.ask("GET", "/Users", undefined, { origin: "http://127.0.0.1" })).status).toBe(403);
    const rebound = await new Promise<number | undefined>((resolve) => {
      const headers = { host: "evil.example", authorization: `Bearer ${tokenOf("a")}` };
      httpRequest({ host: "127.0.0.1", port: trial.port, path: "/scim/v2/Users", headers }, (reply) =>
        resolve(reply.statusCode),
      ).end();
    });
    expect(rebound).toBe(403);
    const asB = { authorization: `Bearer ${tokenOf("b")}` };
    expect((await trial.ask("GET", "/Users", undefined, asB)).body.totalResults).toBe(0);
    expect((await trial.ask("GET", at("Users", "m1@corp.example"), undefined, asB)).status).toBe(404);
    expect((await trial.ask("POST", "/Users", user("m1@corp.example"), asB)).status).toBe(201);
    expect([...trial.tenant("b").users.keys()]).toEqual(["m1@corp.example"]);
    await trial.apply("b", [
      { kind: "Directory", name: "idp", spec: { ...trial.tenant("b").directories.get("idp")!, disabled: true } },
    ]);
    expect((await trial.ask("GET", "/Users", undefined, asB)).status).toBe(401);
    expect(trial.refused()["401"]).toBe(2);
  });

  it.each([
    ["GET", "/Users?filter=name.givenName%20co%20%22x%22", undefined, 400, "invalidFilter"],
    ["GET", "/Users?startIndex=x", undefined, 400, "invalidValue"],
    ["GET", "/Users?sortBy=userName", undefined, 501, undefined],
    ["POST", "/Users", { schemas: [USER] }, 400, "invalidValue"],
    ["POST", "/Users", { userName: "a@b" }, 400, "invalidSyntax"],
    ["POST", "/Users", user("sam"), 400, "invalidValue"],
    ["POST", "/Users", user("a@b", { active: "perhaps" }), 400, "invalidValue"],
    ["POST", "/Users", user("a@b", { shoeSize: 43 }), 400, "invalidPath"],
    ["POST", "/Users", "{", 400, "invalidSyntax"],
    ["POST", "/Users", "[]", 400, "invalidSyntax"],
    ["POST", "/Users", user(`${"x".repeat(3_000_000)}@b`), 413, undefined],
    ["PATCH", at("Users", "m1@corp.example"), patch({ op: "move", path: "active" }), 400, "invalidSyntax"],
    ["PATCH", at("Users", "m1@corp.example"), patch({ op: "remove" }), 400, "noTarget"],
    ["PATCH", at("Users", "m1@corp.example"), patch({ op: "replace", path: "groups", value: [] }), 400, "mutability"],
    ["PATCH", at("Users", "m1@corp.example"), { Operations: [] }, 400, "invalidSyntax"],
    ["POST", "/Bulk", {}, 501, undefined],
    ["DELETE", "/Users", undefined, 405, undefined],
    ["GET", "/Nothing", undefined, 404, undefined],
  ])("%s %s", async (method, path, body, status, scimType) => {
    const reply = await trial.ask(method, path, body);
    expect([reply.status, reply.body.status, reply.body.scimType]).toEqual([status, String(status), scimType]);
  });

  it("a body of another media type", async () => {
    expect((await trial.ask("POST", "/Users", user("a@b"), { "content-type": "text/plain" })).status).toBe(415);
  });
});

it("says what it is", async () => {
  expect((await trial.ask("GET", "/ServiceProviderConfig")).body).toMatchObject({
    patch: { supported: true },
    etag: { supported: true },
  });
  expect((await trial.ask("GET", "/ResourceTypes")).body.Resources.map((one: { id: string }) => one.id)).toEqual([
    "User",
    "Group",
  ]);
  const { body } = await trial.ask("GET", `/Schemas/${USER}`);
  expect(body.attributes.map((one: { name: string }) => one.name)).toEqual([
    "id",
    "externalId",
    "userName",
    "active",
    "groups",
  ]);
});

it("every write is on record, taken or refused, in its tenant", () => {
  const told = trial.recorded.map(
    ({ tenant, fact }) => (fact.type === "admin-changed" ? { tenant, ...fact } : undefined)!,
  );
  expect(told).toContainEqual(
    expect.objectContaining({
      tenant: "a",
      actor: "scim/idp",
      verb: "scim POST Users",
      accepted: true,
      remoteAddr: "127.0.0.1",
    }),
  );
  expect(told.some(({ accepted, reason }) => !accepted && reason === "conflict")).toBe(true);
  expect(told.filter(({ tenant }) => tenant === "b").length).toBe(1);
});

it("a directory that asks without end is told to wait", async () => {
  const ask = async () => {
    const { status, headers } = await trial.ask("GET", "/ServiceProviderConfig");
    return { status, again: headers.get("retry-after") };
  };
  const replies: Awaited<ReturnType<typeof ask>>[] = [];
  for (let n = 0; n < 30; n += 1) replies.push(...(await Promise.all(Array.from({ length: 20 }, ask))));
  expect(replies.find(({ status }) => status === 429)).toEqual({ status: 429, again: "1" });
});
