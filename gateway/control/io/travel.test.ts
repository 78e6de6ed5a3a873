/** Routes and differences asked of a real gateway, with what it has snapshots of and what it has not. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type Process, Trial } from "../../../io/control/trial.ts";
import { eventually, type Operator } from "../../../io/control/trial-operator.ts";
import type { Link } from "../../../io/grpc/link.ts";
import { freePort } from "../../../io/trial-port.ts";
import * as wire from "../../../io/wire/routes.ts";

let trial: Trial;
let gateway: Process;
let operator: Operator;
let link: Link;

const ALL = { publisher: "", app: "" };

beforeAll(async () => {
  trial = await Trial.open();
  gateway = await trial.gateway("g1", await freePort(), ["client", "publisher"]);
  operator = await trial.operator(gateway.port);
  link = await trial.link("operator", "traveller", gateway.port);
  await operator.apply([{ name: "eng", group: { description: "one" } }]);
}, 60_000);

afterAll(() => trial.close());

async function routes(at: wire.AskedRoutes["at"], by = link): Promise<wire.RoutesAnswer> {
  return wire.decodeRoutes(await by.unary(wire.ROUTES_PATH, wire.encodeAskedRoutes({ at, ...ALL }), 20_000));
}

async function diff(from: wire.AskedDiff["from"], to: wire.AskedDiff["to"]): Promise<wire.DiffAnswer> {
  return wire.decodeDiff(await link.unary(wire.DIFF_PATH, wire.encodeAskedDiff({ from, to }), 20_000));
}

it("now is what the gateway itself holds, then is what it held", async () => {
  const { asOf, stateHash, logHash } = await operator.status();
  expect(logHash).toMatch(/^[0-9a-f]{64}$/);
  const now = await routes("now");
  expect(now.reached).toMatchObject({ asOf, stateHash });
  expect(now.gateways.map(({ name, condition }) => [name, condition])).toEqual([["g1", "joined"]]);
  await operator.apply([{ name: "eng", group: { description: "two" } }]);
  expect((await operator.status()).stateHash).not.toBe(stateHash);
  expect((await routes({ offset: asOf! })).reached.stateHash).toBe(stateHash);
  expect((await routes({ timeUs: now.reached.atUs })).reached.asOf).toBe(asOf);
}, 30_000);

it("a difference names the field, before and after", async () => {
  const { reached } = await routes("now");
  await operator.apply([{ name: "eng", group: { description: "three" } }]);
  const found = await diff({ offset: reached.asOf }, "now");
  const fields = [{ field: "description", before: "two", after: "three" }];
  expect(found.differences).toEqual([{ kind: "Group", name: "eng", what: "changed", fields }]);
  expect(found.from.stateHash).toBe(reached.stateHash);
}, 30_000);

it("a moment that is not in the log is refused, and the text says what is", async () => {
  await expect(routes({ offset: 1e9 })).rejects.toThrow("is not in the log: the log's last is @");
  await expect(routes({ timeUs: 1 })).rejects.toThrow("nothing was in the log");
}, 30_000);

it("publishers and devices are not answered", async () => {
  const stranger = await trial.link("device", "laptop", gateway.port);
  await expect(routes("now", stranger)).rejects.toThrow();
}, 30_000);

it("a gateway that was stopped begins with its snapshot, exactly where it was", async () => {
  const { asOf, reached } = await routes("now").then((one) => ({ asOf: one.reached.asOf, reached: one.reached }));
  await gateway.stop();
  await gateway.start();
  operator = await trial.operator(gateway.port);
  link = await trial.link("operator", "returned", gateway.port);
  await eventually(async () => (await operator.counter("snapshots_used")) === 1);
  expect((await routes({ offset: asOf })).reached).toEqual(reached);
  expect((await routes("now")).reached.stateHash).toBe((await operator.status()).stateHash);
}, 60_000);
