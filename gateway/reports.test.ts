/** Devices and publishers report to real gateways, honestly and not: what stands in the network log afterwards. */
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { NETWORK_TOPIC, type NetworkEvent } from "../core/record/network-event.ts";
import type { Report } from "../core/record/report.ts";
import { type Process, Trial } from "../io/control/trial.ts";
import { eventually, type Operator } from "../io/control/trial-operator.ts";
import { appObject, estateOf } from "../io/control/trial-peers.ts";
import type { Link } from "../io/grpc/link.ts";
import type { RawStream } from "../io/grpc/raw-stream.ts";
import { STATUS } from "../io/grpc/status.ts";
import { openEmbeddedLog } from "../io/log/embedded/embedded-log.ts";
import type { EventLog } from "../io/log/event-log.ts";
import { decodeNetworkEvent } from "../io/wire/network-event.ts";
import { encodeReport, REPORT_PATH, readAnswer } from "../io/wire/telemetry.ts";
import { BURST } from "./reporters.ts";

const PORT = 27_640;
/** Alone a Publisher Gateway. */
const OTHER = 27_641;
const GARBAGE = Buffer.from([255, 255, 255]);
const DEVICES = ["laptop", "honest", "forger", "flooder", "gone", "twice"];

let trial: Trial;
let first: Process;
let operator: Operator;
let events: EventLog;
const logged: NetworkEvent[] = [];

beforeAll(async () => {
  trial = await Trial.open();
  first = await trial.gateway("g1", PORT, ["client", "publisher"]);
  await trial.gateway("g2", OTHER, ["publisher"]);
  operator = await trial.operator(PORT);
  await operator.apply([
    ...estateOf([appObject("wiki", ["p1"], 9), appObject("more", ["p1"], 9)]),
    ...DEVICES.filter((name) => name !== "laptop").map(device),
  ]);
  events = await openEmbeddedLog(join(trial.folder, "log"));
  events.follow(NETWORK_TOPIC, 0, 0, (records) => {
    for (const { value } of records) logged.push(decodeNetworkEvent(value) as NetworkEvent);
  });
}, 60_000);

afterAll(async () => {
  await events?.close();
  await trial?.close();
}, 30_000);

describe("a report", () => {
  it("becomes an event of the gateway's, that bears its reporter's verified name", async () => {
    const line = new Line(await trial.link("device", "honest", PORT), "honest");
    expect(await line.tell(1, { told: { type: "flows-not-carried", reason: "AGT_TUNNEL_LOST", count: 4 } })).toBe("");
    await eventually(() => reportsOf("device", "honest").length === 1);
    const [event] = reportsOf("device", "honest");
    expect(event).toMatchObject({
      ...{ source: "g1", tenant: "demo", reportedBy: "spiffe://example.test/demo/device/honest", srpVersion: 7 },
      ...{ report: { boot: line.boot, sequence: 1 } },
      fact: { type: "flows-not-carried", device: "honest", reason: "AGT_TUNNEL_LOST", count: 4 },
    });
    // The device stated none of these.
    expect(event!.boot).not.toBe(line.boot);
    expect(Math.abs(event!.atUs - Date.now() * 1000)).toBeLessThan(60_000_000);
    expect(event!.asOf).toBeGreaterThan(0);
    expect(event!.configRev).toBeGreaterThan(0);
  });

  it("is made by a real publisher of each list that it takes over", async () => {
    await trial.publisher("p1", [OTHER], []);
    const apps = () => reportsOf("publisher", "p1").map(({ fact }) => fact.type === "app-list-taken" && fact.apps);
    await eventually(() => apps().length === 1);
    expect(apps()).toEqual([2]);
    const [event] = reportsOf("publisher", "p1");
    expect(event).toMatchObject({ source: "g2", fact: { publisher: "p1" }, srpVersion: 0 });
    expect(event!.appListVersion).toBe(event!.configRev);
    await operator.apply([appObject("third", ["p1"], 9)]);
    await eventually(() => apps().length === 2, 20_000);
    expect(apps()).toEqual([2, 3]);
  }, 40_000);

  it("is made by a real agent of flows that no gateway heard of", async () => {
    const agent = await trial.agent("laptop", [PORT]);
    for (let n = 0; n < 3; n++) await askElsewhere(agent.port);
    const count = () =>
      reportsOf("device", "laptop").reduce(
        (sum, { fact }) => sum + (fact.type === "flows-not-carried" ? fact.count : 0),
        0,
      );
    await eventually(() => count() === 3, 25_000);
    const [event] = reportsOf("device", "laptop");
    expect(event).toMatchObject({ source: "g1", fact: { device: "laptop", reason: "AGT_STEER_NOT_ENTITLED" } });
    expect(event!.srpVersion).toBeGreaterThan(0);
  }, 60_000);

  it("that its reporter tells again to a gateway that was killed stands twice under one name", async () => {
    const identity = await trial.identity("device", "twice");
    const line = new Line(trial.linkOf(identity, PORT), "twice");
    expect(await line.tell(1)).toBe("");
    expect(await line.tell(1)).toBe("");
    expect(await operator.counter("reports_repeated")).toBe(1);
    await first.kill();
    await first.start();
    const again = new Line(trial.linkOf(identity, PORT), "twice", line.boot);
    expect(await again.tell(1)).toBe("");
    await eventually(() => reportsOf("device", "twice").length === 2);
    const [one, two] = reportsOf("device", "twice");
    expect(one!.report).toEqual({ boot: line.boot, sequence: 1 });
    expect(two!.report).toEqual(one!.report);
    expect(two!.id).not.toBe(one!.id);
    await operator.reached();
  }, 60_000);
});

describe("what is no report of one's own", () => {
  it("is refused and counted by reason, and none of it stands in the log", async () => {
    const link = await trial.link("device", "forger", PORT);
    const line = new Line(link, "forger");
    expect(await line.tell(1, {}, "honest")).toBe("forged");
    expect(await line.tell(2, { told: { type: "app-list-taken", apps: 1 } })).toBe("kind");
    expect(await line.tell(3, { told: { type: "flows-not-carried", reason: "<script>", count: 1 } })).toBe("malformed");
    line.stream.send(GARBAGE);
    expect(await line.answer(0)).toBe("malformed");
    for (const [reason, count] of Object.entries({ forged: 1, kind: 1, malformed: 2 }))
      expect([reason, await operator.counter(`reports_refused_${reason}`)]).toEqual([reason, count]);
    expect(await line.tell(4)).toBe("");
    await eventually(() => reportsOf("device", "forger").length === 1);
    expect(logged.filter(({ fact }) => "device" in fact && fact.device === "honest")).toHaveLength(1);
  });

  it("nor a flood: past the quota it is refused and counted, and others are heard", async () => {
    const line = new Line(await trial.link("device", "flooder", PORT), "flooder");
    const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => line.tell(n + 1, {}, "honest")));
    const quota = answers.filter((answer) => answer === "quota").length;
    expect(answers.filter((answer) => answer === "forged").length).toBe(60 - quota);
    // A token or two came back meanwhile.
    expect(quota).toBeGreaterThanOrEqual(60 - BURST - 5);
    expect(await operator.counter("reports_refused_quota")).toBe(quota);
    for (let n = 0; n < 1_000; n++) void line.tell(n + 100);
    expect((await line.lost).code).toBe(STATUS.RESOURCE_EXHAUSTED);
    const other = new Line(await trial.link("device", "honest", PORT), "honest");
    expect(await other.tell(1)).toBe("");
  }, 30_000);

  it("nor of a device that was revoked, or at a gateway that serves no devices", async () => {
    const identity = await trial.identity("device", "gone");
    const line = new Line(trial.linkOf(identity, PORT), "gone");
    expect(await line.tell(1)).toBe("");
    await operator.apply([{ name: "gone", device: { user: "sam", classification: "managed", revoked: true } }]);
    await eventually(async () => (await line.tell(2)) === "unknown");
    expect(await operator.counter("reports_refused_unknown")).toBeGreaterThan(0);
    const elsewhere = new Line(trial.linkOf(identity, OTHER), "gone");
    expect((await elsewhere.lost).code).toBe(STATUS.PERMISSION_DENIED);
    const enrolled = new Line(await trial.link("device", "nobody", PORT), "nobody");
    expect(await enrolled.tell(1)).toBe("unknown");
  });
});

const device = (name: string) => ({ name, device: { user: "sam", classification: "managed" } });
const reportsOf = (role: string, id: string) =>
  logged.filter(({ reportedBy }) => reportedBy === `spiffe://example.test/demo/${role}/${id}`);

/** A stream of reports of one who makes what it likes of them. */
class Line {
  readonly stream: RawStream;
  readonly boot: string;
  readonly lost: Promise<Error & { code?: number }>;
  readonly #name: string;
  readonly #waiting = new Map<number, (refused: string) => void>();

  constructor(link: Link, name: string, boot = Buffer.from(name.padEnd(16, "-")).toString("hex")) {
    this.stream = link.stream(REPORT_PATH);
    this.#name = name;
    this.boot = boot;
    this.lost = new Promise((resolve) => this.stream.onLost(resolve));
    this.stream.onMessage((message) => {
      const { sequence, refused } = readAnswer(message);
      this.#waiting.get(sequence)?.(refused);
    });
  }

  tell(sequence: number, more: Partial<Report> = {}, source = this.#name): Promise<string> {
    const told = { type: "flows-not-carried", reason: "AGT_TUNNEL_LOST", count: 1 } as const;
    const report = { told, srpVersion: 7, appListVersion: 0, boot: this.boot, sequence, ...more };
    const answer = this.answer(sequence);
    this.stream.send(encodeReport(report, { source, id: "01".repeat(16), atUs: 1 }));
    return answer;
  }

  answer(sequence: number): Promise<string> {
    return new Promise((resolve) => this.#waiting.set(sequence, resolve));
  }
}

/** A program asks the proxy for what is not ours, and is refused. */
async function askElsewhere(port: number): Promise<void> {
  const socket = connect({ host: "127.0.0.1", port });
  socket.write("CONNECT example.org:80 HTTP/1.1\r\n\r\n");
  const [answer] = (await once(socket, "data")) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1.1 403 [\s\S]*AGT_STEER_NOT_ENTITLED/);
  socket.destroy();
}
