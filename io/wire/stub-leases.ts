/** Changes of a device's leases on the wire. What is malformed is refused. */
import {
  CHANGES_A_REPORT_MAX,
  LEASE_TURNS,
  type LeaseChange,
  type LeaseTurn,
  type StubLeases,
} from "../../core/record/lease-facts.ts";
import type { wayleave } from "../../proto/gen/wayleave.js";
import { bytes, count, hex } from "./event-fields.ts";
import { MalformedMessage } from "./message-codec.ts";

export function stubLeasesToWire({ type: _, leases, ...plain }: StubLeases) {
  const changes = leases.map(({ leaseId, ...one }) => ({ ...one, leaseId: bytes(leaseId) }));
  return { stubLeases: { ...plain, leases: changes } };
}

/** Throws MalformedMessage. */
export function stubLeasesOf(wire: wayleave.event.v1.StubLeases): StubLeases {
  const { user, device, leases } = wire;
  if (leases.length > CHANGES_A_REPORT_MAX)
    throw new MalformedMessage(`stub_leases has ${leases.length} changes, at most ${CHANGES_A_REPORT_MAX}`);
  const untold = count(wire.untold, "untold");
  return { type: "stub-leases", user, device, leases: leases.map(changeOf), untold };
}

function changeOf(wire: wayleave.event.v1.LeaseChange.$Properties): LeaseChange {
  const { change = "", name, stub, stub6 } = wire;
  if (!LEASE_TURNS.includes(change as LeaseTurn)) throw new MalformedMessage(`stub_leases.change "${change}"`);
  return {
    ...{ change: change as LeaseTurn, leaseId: hex(wire.leaseId, "lease_id", 16), name: name ?? "" },
    ...{ stub: stub ?? "", stub6: stub6 ?? "", atUs: count(wire.atUs, "stub_leases.at_us") },
  };
}
