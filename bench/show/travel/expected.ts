/** What `routes` and `diff` must say of states that were held: found naively, without the code that answers. */
import { KINDS } from "../../../core/config/object.ts";
import { type ControlState, objectsOf, tenantOf } from "../../../core/control/state.ts";
import type { DiffAnswer, RoutesAnswer } from "../../../io/wire/routes.ts";

const TENANT = "demo";
const sorted = (lines: readonly string[]): string => lines.toSorted().join("\n");

/** All that the answer names, one line each, in an order of its own. */
export const toldRoutes = ({ gateways, tunnels, drained, health }: RoutesAnswer): string =>
  sorted([
    ...gateways.map(({ name, condition, epoch }) => `gateway ${name} ${condition} ${epoch}`),
    ...tunnels.map(
      (one) => `${one.attachment} ${one.publisher} ${one.gateway} ${one.band} ${one.draining} ${one.since}`,
    ),
    ...drained.map((name) => `drained ${name}`),
    ...health.map((one) => `health ${one.attachment} ${one.app} ${one.port} ${one.status} ${one.code} ${one.since}`),
  ]);

export function heldRoutes(state: ControlState): string {
  const tenant = tenantOf(state, TENANT);
  const lines: string[] = [];
  for (const { gateway, draining, epoch } of state.gateways.values())
    lines.push(`gateway ${gateway} ${draining ? "draining" : "joined"} ${epoch}`);
  for (const [name, { epoch }] of state.lost) lines.push(`gateway ${name} lost ${epoch}`);
  for (const one of tenant.attachments.values())
    lines.push(`${one.attachment} ${one.publisher} ${one.gateway} ${one.band} ${one.draining} ${one.since}`);
  for (const name of tenant.drained.keys()) lines.push(`drained ${name}`);
  for (const known of tenant.health.values())
    for (const one of known.values())
      lines.push(`health ${one.attachment} ${one.app} ${one.port} ${one.status} ${one.code} ${one.since}`);
  return sorted(lines);
}

/** Objects and tunnels that the answer says were made, changed or gone. */
export const toldDiff = ({ differences }: DiffAnswer): string =>
  sorted(
    differences
      .filter(({ kind }) => kind === "tunnel" || KINDS.some((one) => one === kind))
      .map(({ kind, name, what }) => `${what} ${kind} ${name}`),
  );

export function heldDiff(before: ControlState, after: ControlState): string {
  const [was, is] = [before, after].map(rowsOf) as [Map<string, string>, Map<string, string>];
  const lines: string[] = [];
  for (const [name, text] of is) {
    const then = was.get(name);
    if (then !== text) lines.push(`${then === undefined ? "created" : "changed"} ${name}`);
  }
  for (const name of was.keys()) if (!is.has(name)) lines.push(`deleted ${name}`);
  return sorted(lines);
}

function rowsOf(state: ControlState): Map<string, string> {
  const tenant = tenantOf(state, TENANT);
  const rows = new Map<string, string>();
  for (const kind of KINDS)
    for (const { name, spec } of objectsOf(tenant, kind)) rows.set(`${kind} ${name}`, JSON.stringify(spec));
  for (const { attachment, gatewayEpoch: _, instance: __, since: ___, ...one } of tenant.attachments.values())
    rows.set(`tunnel ${attachment}`, JSON.stringify(one));
  return rows;
}
