/**
 * What a publisher says of its apps' ports, judged: it may speak of ports of apps that it publishes, and of no others.
 */
import { HEALTH_STATUSES, type HealthStatus } from "../../core/control/event.ts";
import type { Health, TenantState } from "../../core/control/state.ts";
import { normalHost } from "../../core/net/host-name.ts";
import { holdsPort } from "../../core/net/port-range.ts";
import { isCode } from "../../core/reason.ts";

export type Finding = Omit<Health, "attachment" | "since">;

/** As it came. */
export interface Said {
  readonly app: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: string;
  readonly status: string;
  readonly code: string;
}

/** In one message; a publisher with more to tell sends another. */
export const FINDINGS_A_MESSAGE = 256;

/** Undefined: it is not this publisher's to say, or no finding at all. */
export function findingOf(said: Said, tenant: TenantState, publisher: string): Finding | undefined {
  const { app, port, protocol, code } = said;
  const spec = tenant.apps.get(app);
  const status = HEALTH_STATUSES.find((one): one is HealthStatus => one === said.status);
  if (spec === undefined || !spec.publishers.includes(publisher) || status === undefined) return undefined;
  if (protocol !== "tcp" && protocol !== "udp") return undefined;
  const host = normalHost(said.host);
  if (host === undefined || !spec.ports.some((range) => holdsPort(range, protocol, port))) return undefined;
  return { app, host, port, protocol, status, code: status === "down" && isCode(code) ? code : "" };
}
