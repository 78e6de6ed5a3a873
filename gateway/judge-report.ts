/** What a device or publisher may state about itself: the facts of a report that a gateway takes. */
import { plainName } from "../core/config/names.ts";
import { NAME_LENGTH_MAX, normalName } from "../core/net/host-name.ts";
import { parseIp, printIp } from "../core/net/ip.ts";
import { PORT_MAX } from "../core/net/port-range.ts";
import type { LeaseChange, StubLeases } from "../core/record/lease-facts.ts";
import type { NearMiss, NetworkEvent, UnknownNetworkEvent } from "../core/record/network-event.ts";
import type { ReportedFact, ReportRefusal } from "../core/record/report.ts";

/** Whose report it is, as the handshake verified it. */
export interface ReportedBy {
  readonly role: string;
  readonly tenant: string;
  readonly id: string;
  readonly spiffe: string;
}

export type JudgedReport =
  | { readonly fact: ReportedFact }
  | { readonly refused: ReportRefusal & ("forged" | "kind" | "malformed") };

/** As codes of the catalogue are: a newer device may know one that this gateway doesn't. */
const CODE = /^[A-Z][A-Z0-9_]{2,63}$/;
/** Opens that a device can fail between two reports. A sum over devices that lie must stay a number. */
export const COUNT_MAX = 1_000_000_000;
/** More apps than a tenant can have. */
export const APPS_MAX = 1_000_000;

/** A report names nobody but its reporter, whatever else it says. `nowUs`: this gateway's wall clock. */
export function judgeReport(by: ReportedBy, event: NetworkEvent | UnknownNetworkEvent, nowUs: number): JudgedReport {
  const { fact, source, tenant, reportedBy } = event;
  const own =
    source === by.id && (tenant === "" || tenant === by.tenant) && (reportedBy === "" || reportedBy === by.spiffe);
  if (!own) return { refused: "forged" };
  switch (fact.type) {
    case "flows-not-carried":
      if (by.role !== "device") return { refused: "kind" };
      if (fact.device !== by.id) return { refused: "forged" };
      return CODE.test(fact.reason) && isWithin(fact.count, COUNT_MAX) ? { fact } : { refused: "malformed" };
    case "near-miss":
      if (by.role !== "device") return { refused: "kind" };
      if (fact.device !== by.id) return { refused: "forged" };
      return isMissed(fact) ? { fact } : { refused: "malformed" };
    case "stub-leases":
      if (by.role !== "device") return { refused: "kind" };
      if (fact.device !== by.id) return { refused: "forged" };
      return isStubLeases(fact) ? { fact: byOwnClock(fact, event.atUs, nowUs) } : { refused: "malformed" };
    case "app-list-taken":
      if (by.role !== "publisher") return { refused: "kind" };
      if (fact.publisher !== by.id) return { refused: "forged" };
      return fact.apps === 0 || isWithin(fact.apps, APPS_MAX) ? { fact } : { refused: "malformed" };
    default:
      return { refused: "kind" };
  }
}

/** No flow's: what gateways decide they tell themselves. Whose device it is is not the device's to say. */
function isMissed({ user, flowId, host, port, protocol, app, reason }: NearMiss): boolean {
  const isHost = host !== "" && host.length <= NAME_LENGTH_MAX;
  const isApp = plainName(app) === app;
  const isTransport = protocol === "tcp" || protocol === "udp";
  return (
    user === "" && flowId === "" && isHost && isWithin(port, PORT_MAX) && isTransport && isApp && CODE.test(reason)
  );
}

function isStubLeases({ user, leases, untold }: StubLeases): boolean {
  const hasSome = leases.length > 0 || untold > 0;
  return user === "" && hasSome && untold <= COUNT_MAX && leases.every(isLeaseChange);
}

function isLeaseChange({ name, stub, stub6 }: LeaseChange): boolean {
  const isAddress = (text: string, family: 4 | 6): boolean => {
    const ip = parseIp(text);
    return ip?.family === family && printIp(ip) === text;
  };
  return normalName(name) === name && isAddress(stub, 4) && (stub6 === "" || isAddress(stub6, 6));
}

/** A device says how long ago each was, by its own clock on both ends: when that was, this gateway's clock says. */
function byOwnClock(fact: StubLeases, toldAtUs: number, nowUs: number): StubLeases {
  const ago = (atUs: number) => Math.min(nowUs, Math.max(0, toldAtUs - atUs));
  return { ...fact, leases: fact.leases.map((one) => ({ ...one, atUs: nowUs - ago(one.atUs) })) };
}

const isWithin = (value: number, max: number): boolean => Number.isSafeInteger(value) && value >= 1 && value <= max;
