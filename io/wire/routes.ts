/** Requests and answers about routes and differences, on the wire. What is malformed is refused. */
import type { Plain } from "../../core/config/located.ts";
import { BANDS, HEALTH_STATUSES } from "../../core/control/event.ts";
import type { Difference, Differences, What } from "../../core/history/differences.ts";
import type { Moment } from "../../core/history/moment.ts";
import type { GatewayCondition, RouteFilter, RouteGateway, RouteHealth, Routes } from "../../core/history/routes.ts";
import { wayleave } from "../../proto/gen/wayleave.js";
import { count, text } from "./event-fields.ts";
import { MalformedMessage, messageCodec } from "./message-codec.ts";

const v1 = wayleave.admin.v1;
const service = "/wayleave.admin.v1.RoutesService";
export const ROUTES_PATH = `${service}/Routes`;
export const DIFF_PATH = `${service}/Diff`;

const routesRequest = messageCodec(v1.RoutesRequest);
const routesResponse = messageCodec(v1.RoutesResponse);
const diffRequest = messageCodec(v1.DiffRequest);
const diffResponse = messageCodec(v1.DiffResponse);

/** Where a moment was in the log. */
export interface Reached {
  readonly asOf: number;
  /** Append time of that offset, microseconds. */
  readonly atUs: number;
  readonly stateHash: string;
}

export interface AskedRoutes extends RouteFilter {
  readonly at: Moment | "now";
}

export interface AskedDiff {
  readonly from: Moment | "now";
  readonly to: Moment | "now";
}

export interface RoutesAnswer extends Routes {
  readonly gateway: string;
  readonly reached: Reached;
}

export interface DiffAnswer extends Differences {
  readonly gateway: string;
  readonly from: Reached;
  readonly to: Reached;
}

type WireMoment = wayleave.admin.v1.Moment.$Properties;

const momentToWire = (at: Moment | "now"): WireMoment =>
  at === "now" ? {} : "offset" in at ? { asOf: at.offset } : { atUs: at.timeUs };

function momentOf(wire: WireMoment | null | undefined): Moment | "now" {
  const { asOf, atUs } = wire ?? {};
  if (asOf !== undefined && asOf !== null) return { offset: count(asOf, "as_of") };
  return atUs !== undefined && atUs !== null ? { timeUs: count(atUs, "at_us") } : "now";
}

/** A name is never longer. */
const NAME_MAX = 512;

function nameOf(value: string | null | undefined, field: string): string {
  if ((value ?? "").length > NAME_MAX) throw new MalformedMessage(`${field} is longer than ${NAME_MAX} letters`);
  return value ?? "";
}

export const encodeAskedRoutes = ({ at, publisher, app }: AskedRoutes): Buffer =>
  routesRequest.encode({ at: momentToWire(at), publisher, app });

/** Throws MalformedMessage, as do the others that decode. */
export function decodeAskedRoutes(message: Uint8Array): AskedRoutes {
  const { at, publisher, app } = routesRequest.decode(message);
  return { at: momentOf(at), publisher: nameOf(publisher, "publisher"), app: nameOf(app, "app") };
}

export const encodeAskedDiff = ({ from, to }: AskedDiff): Buffer =>
  diffRequest.encode({ from: momentToWire(from), to: momentToWire(to) });

export function decodeAskedDiff(message: Uint8Array): AskedDiff {
  const { from, to } = diffRequest.decode(message);
  return { from: momentOf(from), to: momentOf(to) };
}

export function encodeRoutes(answer: RoutesAnswer): Buffer {
  const { gateways, tunnels, drained, health, ...rest } = answer;
  return routesResponse.encode({
    ...rest,
    gateways: gateways.map((one) => ({ ...one, roles: [...one.roles] })),
    ...{ tunnels: [...tunnels], drained: [...drained], health: [...health] },
  });
}

export function decodeRoutes(message: Uint8Array): RoutesAnswer {
  const { gateway, reached, gateways, tunnels, drained, health, leftOut } = routesResponse.decode(message);
  return {
    ...{ gateway: text(gateway, "gateway"), reached: reachedOf(reached), gateways: gateways.map(gatewayOf) },
    tunnels: tunnels.map((one) => ({
      ...{ publisher: text(one.publisher, "publisher"), gateway: text(one.gateway, "gateway") },
      ...{ attachment: text(one.attachment, "attachment"), tunnel: one.tunnel ?? 0 },
      ...{ band: oneOf(one.band, BANDS, "band"), draining: one.draining ?? false, since: count(one.since, "since") },
      latencyBucket: one.latencyBucket ?? 0,
    })),
    ...{ drained: [...drained], health: health.map(healthOf), leftOut: count(leftOut, "left_out") },
  };
}

function gatewayOf(one: wayleave.admin.v1.RouteGateway.$Properties): RouteGateway {
  const condition = oneOf<GatewayCondition>(one.condition, ["joined", "draining", "lost"], "condition");
  return {
    ...{ name: text(one.name, "name"), condition, address: one.address ?? "", roles: one.roles ?? [] },
    ...{ epoch: one.epoch ?? "", since: count(one.since, "since"), judge: one.judge ?? "" },
  };
}

const healthOf = (one: wayleave.admin.v1.RouteHealth.$Properties): RouteHealth => ({
  ...{ publisher: one.publisher ?? "", gateway: one.gateway ?? "", attachment: one.attachment ?? "" },
  ...{ app: text(one.app, "app"), host: one.host ?? "", port: one.port ?? 0 },
  protocol: oneOf(one.protocol, ["tcp", "udp"] as const, "protocol"),
  status: oneOf(one.status, HEALTH_STATUSES, "status"),
  ...{ code: one.code ?? "", since: count(one.since, "since") },
});

export function encodeDiff({ differences, ...rest }: DiffAnswer): Buffer {
  const told = differences.map(({ fields, ...one }) => ({
    ...one,
    fields: fields.map(({ field, before, after }) => {
      return { field, before: JSON.stringify(before), after: JSON.stringify(after) };
    }),
  }));
  return diffResponse.encode({ ...rest, differences: told });
}

export function decodeDiff(message: Uint8Array): DiffAnswer {
  const { gateway, from, to, differences, leftOut } = diffResponse.decode(message);
  return {
    ...{ gateway: text(gateway, "gateway"), from: reachedOf(from), to: reachedOf(to) },
    differences: differences.map(({ kind, name, what, fields }): Difference => {
      return {
        ...{ kind: text(kind, "kind"), name: name ?? "" },
        what: oneOf<What>(what, ["created", "changed", "deleted"], "what"),
        fields: (fields ?? []).map(({ field, before, after }) => {
          return { field: text(field, "field"), before: plain(before), after: plain(after) };
        }),
      };
    }),
    leftOut: count(leftOut, "left_out"),
  };
}

function plain(value: string | null | undefined): Plain {
  try {
    return JSON.parse(value || "null") as Plain;
  } catch (cause) {
    throw new MalformedMessage("a field's value is no JSON", { cause });
  }
}

const reachedOf = (wire: wayleave.admin.v1.Reached.$Properties | null | undefined): Reached => ({
  ...{ asOf: count(wire?.asOf, "as_of"), atUs: count(wire?.atUs, "at_us"), stateHash: wire?.stateHash ?? "" },
});

function oneOf<T extends string>(said: string | null | undefined, of: readonly T[], field: string): T {
  const found = of.find((one) => one === said);
  if (found === undefined) throw new MalformedMessage(`${field} is none of ${of.join(", ")}`);
  return found;
}
