/** A publisher that attaches while the log takes nothing, over real sockets and a real log. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { ControlLog } from "../../../io/control/control-log.ts";
import { eventually } from "../../../io/control/trial-operator.ts";
import { type Link, openLink } from "../../../io/grpc/link.ts";
import { type Listener, openListener } from "../../../io/grpc/listener.ts";
import { openJsonLog } from "../../../io/json-log.ts";
import { openEmbeddedLog } from "../../../io/log/embedded/embedded-log.ts";
import { type EventLog, LogFault } from "../../../io/log/event-log.ts";
import { initAuthority, issue } from "../../../io/pki/authority.ts";
import { readTrust, type Trust } from "../../../io/pki/identity.ts";
import { ATTACH_PATH, attachMessage, publisherMessage } from "../../../io/wire/attach.ts";
import { Presence } from "../../io/presence.ts";
import { openRecorder, type Recorder } from "../../io/recorder.ts";
import { PublisherGateway } from "./publisher-gateway.ts";

const folder = mkdtempSync(join(tmpdir(), "wayleave-attach-"));
const counted: string[] = [];
/** The log refuses what is appended, as it does while another process holds it. */
let away = false;
let events: EventLog;
let control: ControlLog;
let recorder: Recorder;
let presence: Presence;
let gateway: PublisherGateway;
let listener: Listener;
let link: Link;

beforeAll(async () => {
  const authority = join(folder, "pki");
  await initAuthority(authority, "example.test");
  const trust: Trust = readTrust(join(authority, "trust"));
  const identity = (role: "gateway" | "publisher", id: string) =>
    issue({ authority, role, tenant: "demo", id, folder: join(folder, id) });
  mkdirSync(join(folder, "log"));
  events = await openEmbeddedLog(join(folder, "log"));
  const append = events.append.bind(events);
  events.append = (...what) => (away ? Promise.reject(new LogFault("WL_LOG_UNAVAILABLE", "away")) : append(...what));
  control = await ControlLog.open(events, {
    spiffe: "spiffe://example.test/demo/gateway/g1",
    trustDomain: "example.test",
  });
  const spec = { weight: 1, revoked: false, description: "" };
  await control.append("demo", [{ type: "object-put", object: { kind: "Publisher", name: "p1", spec } }], "test");
  recorder = await openRecorder({
    ...{ name: "g1", tenant: "demo", version: "0", roles: ["publisher"], control, events },
    spool: { folder: join(folder, "spool"), boundBytes: 8 * 1024 * 1024, sync: "never" },
    log: openJsonLog({ service: "test", write: () => {} }),
  });
  const log = openJsonLog({ service: "test", write: () => {} });
  const count = (counter: string) => void counted.push(counter);
  presence = new Presence({ name: "g1", roles: ["publisher"], control, log, count });
  await presence.join("127.0.0.1:1");
  gateway = new PublisherGateway({
    ...{ name: "g1", presence, trust, control, stalledBytesMax: 1 << 30, recorder, tracing: undefined },
    ...{ log, count },
  });
  listener = await openListener({
    ...{ host: "127.0.0.1", port: 0, identity: await identity("gateway", "g1"), trust, services: gateway.services() },
    onRefused: () => {},
  });
  link = openLink({ target: `127.0.0.1:${listener.port}`, identity: await identity("publisher", "p1"), trust });
}, 30_000);

afterAll(async () => {
  link?.close();
  await gateway?.close("PGW_FLOW_DRAIN");
  await listener?.close();
  await recorder?.close();
  control?.close();
  await events?.close();
  rmSync(folder, { recursive: true });
});

it("an attachment that the log did not take is written when it takes facts again", async () => {
  away = true;
  const attachment = await attach();
  await eventually(() => untold() >= 2);
  expect(attachments()).toEqual([]);
  away = false;
  await eventually(() => attachments().includes(attachment));
});

const untold = () => counted.filter((one) => one === "attachments_untold").length;
const attachments = () => [...(control.state.tenants.get("demo")?.attachments.keys() ?? [])];

function attach(): Promise<string> {
  const stream = link.stream(ATTACH_PATH);
  return new Promise((resolve, reject) => {
    stream.onLost(reject);
    stream.onMessage((message) => {
      const { attached } = attachMessage.decode(message);
      if (attached) resolve(attached.attachment ?? "");
    });
    stream.send(publisherMessage.encode({ hello: { instance: Buffer.alloc(16, 1), tunnel: 0 } }));
  });
}
