/** The import table: which area may know which, and which files alone may join roles. */
import { areaOf, type Kind, kindOf, ROLES } from "./place.ts";
import type { Import, Source, Tree, Violation } from "./source.ts";

/** The one file that joins the gateway's roles, and the one of the CLI that starts roles by their main.ts. */
export const GATEWAY_JOIN = "gateway/main.ts";
/** The process that holds the console and the ingester. The embedded engine is a process of its own. */
export const ANALYTICS_JOIN = "analytics/main.ts";
export const CLI_STARTS_ROLES = "cli/io/daemon.ts";
/** Files that load a module by a computed name. Nobody else does, so that the table can be checked at all. */
export const COMPUTED_IMPORTS = ["bench/main.ts", "bench/show/main.ts", "io/log/contract-writer.ts"];
/** Packages behind a port of ours: known to the shared io alone, so that they can be replaced in one place. */
const BEHIND_IO = /^(@grpc\/|protobufjs|kafkajs|@opentelemetry\/|@clickhouse\/)/;
/** The engine takes its folder for the whole process: one part has it, and everybody else speaks to that part. */
const ENGINE = /^chdb(\/|$)/;
const ENGINE_AREA = "analytics/embedded";

const isRole = (area: string): boolean => (ROLES as readonly string[]).includes(area);
/** `gateway` holds what its roles share, `analytics` the same. */
const sharedOf = (area: string): string => (area.includes("/") ? area.slice(0, area.indexOf("/")) : area);
const isRoleLike = (area: string): boolean => isRole(area) || area === "gateway" || area === "analytics";

/** The areas that code of an area may import from, and of which kind. */
function mayImport(from: { area: string; kind: Kind; path: string }, to: { area: string; kind: Kind; path: string }) {
  const { area, kind } = from;
  if (to.area === "core") return to.kind === "pure" || kind === "test";
  if (from.path === GATEWAY_JOIN) return to.area === "io" || sharedOf(to.area) === "gateway";
  if (from.path === ANALYTICS_JOIN) return to.area === "io" || ["analytics", "analytics/ingest"].includes(to.area);
  if (area === "core") return false;
  if (area === "io") return to.area === "io" || to.area === "proto";
  if (area === "sim") {
    if (from.path.startsWith("sim/e2e/") && (to.area === "io" || to.area === "bench")) return true;
    return to.area === "sim" || (isRoleLike(to.area) && to.kind === "pure");
  }
  if (area === "bench") {
    // A show holds what it sees against the naive model of a decision, as the property tests do.
    if (to.path === "sim/policy-model.ts") return true;
    // What a Client Gateway judges can be measured without its sockets.
    // Shows of capture run in the lab.
    if (from.path.startsWith("bench/show/") && to.path.startsWith("deploy/lab/")) return true;
    return to.area === "bench" || to.area === "io" || (to.area === "gateway/client" && to.kind === "pure");
  }
  // The lab starts the parts as an operator would: by the command line, never by their code.
  if (area === "deploy") return to.area === "deploy" ? kind !== "pure" || to.kind === "pure" : to.area === "io";
  if (area === "cli") {
    if (from.path === CLI_STARTS_ROLES && to.path.endsWith("/main.ts")) return true;
    return to.area === "cli" ? kind !== "pure" || to.kind === "pure" : to.area === "io" && kind !== "pure";
  }
  if (isRoleLike(area)) {
    if (area === "analytics/console" && to.area === "analytics/query") return to.kind === "pure";
    const own = to.area === area || to.area === sharedOf(area);
    if (kind === "pure") return own && to.kind === "pure";
    return (own && to.kind !== "main") || to.area === "io";
  }
  return to.area === area;
}

function judge(source: Source, one: Import): string | undefined {
  if (one.from === undefined)
    return COMPUTED_IMPORTS.includes(source.path) ? undefined : "imports by a computed name: name the file";
  if (one.path === undefined) {
    if (ENGINE.test(one.from) && areaOf(source.path) !== ENGINE_AREA) {
      return `imports ${one.from}: only ${ENGINE_AREA} knows it; speak to its HTTP interface`;
    }
    const known = areaOf(source.path) === "io" || !/^(agent|publisher|gateway|analytics|cli)/.test(source.path);
    return !known && BEHIND_IO.test(one.from) ? `imports ${one.from}: only the shared io knows it` : undefined;
  }
  const from = { area: areaOf(source.path), kind: kindOf(source.path), path: source.path };
  const to = { area: areaOf(one.path), kind: kindOf(one.path), path: one.path };
  // A test stands beside what it tests; it may set the scene with io, generated messages and the generators in sim.
  const scene = to.area === "sim" || (from.area !== "core" && (to.area === "io" || to.area === "proto"));
  const ownMain = to.kind === "main" && to.area === from.area;
  if (source.path.endsWith(".test.ts") && (scene || ownMain)) return undefined;
  return mayImport(from, to) ? undefined : `imports ${one.path}: ${from.area} (${from.kind}) may not know it`;
}

export function importTable(tree: Tree): Violation[] {
  return [...tree.sources.values()].flatMap((source) =>
    source.imports.flatMap((one) => {
      const message = judge(source, one);
      return message === undefined ? [] : [{ path: source.path, line: one.line, message }];
    }),
  );
}

/** A package's types could bring Node's names back, so a pure file imports none, and no node: module. */
export function packagesInPure(tree: Tree): Violation[] {
  return [...tree.sources.values()]
    .filter(({ path }) => kindOf(path) === "pure")
    .flatMap(({ path, imports }) =>
      imports.flatMap(({ from, path: inTree, line }) => {
        if (from === undefined || inTree !== undefined) return [];
        return [{ path, line, message: `a pure file imports ${from}: move the effect to io/, take a plain value` }];
      }),
    );
}

/** Beside the table: no second file of the CLI starts roles, and no second one joins the gateway's. */
export function joinsOfRoles(tree: Tree): Violation[] {
  return [...tree.sources.values()].flatMap((source) => {
    const targets = source.imports.flatMap(({ path }) => (path === undefined ? [] : [path]));
    const gateways = new Set(targets.map(areaOf).filter((area) => /^gateway\/(client|publisher|control)$/.test(area)));
    gateways.delete(areaOf(source.path));
    const inGateway = sharedOf(areaOf(source.path)) === "gateway" && gateways.size > 0;
    if (inGateway && source.path !== GATEWAY_JOIN)
      return [{ path: source.path, line: 1, message: `knows ${[...gateways]}: ${GATEWAY_JOIN} alone joins the roles` }];
    const starts = areaOf(source.path) === "cli" && targets.some((path) => /^(?!cli\/).*(^|\/)main\.ts$/.test(path));
    if (starts && source.path !== CLI_STARTS_ROLES)
      return [{ path: source.path, line: 1, message: `imports a role's main.ts: ${CLI_STARTS_ROLES} alone does` }];
    return [];
  });
}
