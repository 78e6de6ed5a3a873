/** What a tenant's broken or hostile writer could put into the control log: none of it may reach another tenant. */
import { tenantHash } from "../../../core/control/digest.ts";
import { tenantOf } from "../../../core/control/state.ts";
import { CONTROL_TOPIC } from "../../../io/control/control-topic.ts";
import { stateAt } from "../../../io/control/state-at.ts";
import { newerControlEvent, rawControlEvent } from "../../../io/control/trial-raw-event.ts";
import { randomBytes, uuidv7Bytes } from "../../../io/entropy.ts";
import { openEmbeddedLog } from "../../../io/log/embedded/embedded-log.ts";
import { encodeControlEvent } from "../../../io/wire/control-event.ts";
import { SECOND } from "./second-tenant.ts";

type Sent = Parameters<typeof encodeControlEvent>[0];

/** A gateway of the first tenant's own. */
const WRITER = "spiffe://wayleave.local/demo/gateway/gateway-9";

export interface Poisoned {
  readonly events: number;
  /** Of these, events that no reader can make sense of. */
  readonly malformed: number;
  /** Of the second tenant's state, before and after. */
  readonly before: string;
  readonly after: string;
}

/** Appends them past every gateway, and folds the log on both sides of them. */
export async function poison(folder: string): Promise<Poisoned> {
  const log = await openEmbeddedLog(folder);
  try {
    const from = (await log.endOffset(CONTROL_TOPIC, 0)) - 1;
    const state = await stateAt(log, { offset: from });
    const second = tenantOf(state, SECOND);
    const about = { atUs: Date.now() * 1000, writer: WRITER, critical: true, actor: "nobody", command: "" };
    const event = (tenant: string, fact: Sent["fact"]) =>
      encodeControlEvent({ id: uuidv7Bytes().toString("hex"), tenant, ...about, fact });
    const foreign: Buffer[] = [
      ...[...second.apps.keys()].map((name) => event(SECOND, { type: "object-deleted", kind: "App", name })),
      ...[...second.users].map(([name, spec]) =>
        event(SECOND, { type: "object-put", object: { kind: "User", name, spec: { ...spec, inactive: true } } }),
      ),
      ...[...second.attachments.keys()].flatMap((attachment) => [
        event(SECOND, { type: "publisher-detached", attachment, reason: "poison" }),
        event(SECOND, { type: "attachment-changed", attachment, band: "full", draining: true, latencyBucket: 0 }),
      ]),
      event(SECOND, { type: "drain-set", kind: "publisher", name: "demo-publisher", draining: true }),
      ...[...state.gateways.values()].flatMap(({ gateway, epoch }) => [
        event("", { type: "gateway-left", gateway, epoch }),
        event("", { type: "gateway-lost", gateway, epoch, judge: gateway }),
        event("demo", { type: "gateway-joined", gateway, epoch: "00".repeat(16), address: "h:1", roles: [] }),
      ]),
    ];
    const own = { id: uuidv7Bytes(), tenant: "demo", atUs: 1, writer: WRITER };
    const encoded = (more: object) => rawControlEvent({ ...own, ...more });
    const good = event("demo", {
      type: "object-put",
      object: { kind: "Group", name: "g", spec: { description: "", externalId: "" } },
    });
    const malformed: Buffer[] = [
      randomBytes(64),
      randomBytes(900_000),
      good.subarray(0, good.length - 3),
      encoded({ tenant: `${SECOND}/x`, objectDeleted: { kind: "App", name: "wiki" } }),
      encoded({ objectPut: { object: { name: "everything", app: { hosts: ["*"], ports: [] } } } }),
      encoded({ objectPut: { object: { name: "x".repeat(100_000), group: {} } } }),
      encoded({ publisherDetached: { attachment: "x".repeat(100_000) } }),
      encoded({ gatewayJoined: { gateway: "g", epoch: new Uint8Array(3), address: "a" } }),
    ];
    const all = [...foreign, ...malformed];
    for (const value of all) await log.append(CONTROL_TOPIC, [{ key: "poison", value }], 0);
    const to = (await log.endOffset(CONTROL_TOPIC, 0)) - 1;
    const after = tenantOf(await stateAt(log, { offset: to }), SECOND);
    return { events: all.length, malformed: malformed.length, before: tenantHash(second), after: tenantHash(after) };
  } finally {
    await log.close();
  }
}

/** A critical fact of the first tenant that no reader of this version knows. */
export async function unknownCritical(folder: string): Promise<void> {
  const log = await openEmbeddedLog(folder);
  try {
    const about = { id: uuidv7Bytes(), tenant: "demo", atUs: 1, writer: WRITER, critical: true };
    const value = newerControlEvent(about);
    await log.append(CONTROL_TOPIC, [{ key: "poison", value }], 0);
  } finally {
    await log.close();
  }
}
