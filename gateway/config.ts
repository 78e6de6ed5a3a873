/**
 * A gateway's configuration, judged from plain values: every mistake is named at once, in the operator's words.
 */
export type GatewayRole = "client" | "publisher";

export interface GatewayConfig {
  readonly name: string;
  readonly tenant: string;
  readonly roles: readonly GatewayRole[];
  readonly listenHost: string;
  readonly listenPort: number;
  /** host:port on which other gateways reach this one. */
  readonly advertise: string;
  /** Folder of the embedded event log. */
  readonly log: string;
  /** Folder of this gateway's key and chain. */
  readonly identity: string;
  /** Folder of the root and the roles' intermediates. */
  readonly trust: string;
  /** Folders of the issuing intermediates for devices and publishers; a gateway without them enrols nobody. */
  readonly issuers: { readonly device?: string; readonly publisher?: string };
  readonly statusFile: string;
}

const KNOWN = new Set([
  ...["name", "tenant", "roles", "listen", "advertise", "log", "identity", "trust", "issuers", "status_file"],
]);

/** `value` is what the YAML file holds. The mistakes are complete: either they are empty or there is no config. */
export function judgeGatewayConfig(value: unknown): { config?: GatewayConfig; mistakes: string[] } {
  const mistakes: string[] = [];
  if (!isRecord(value)) return { mistakes: ["the file must hold a mapping with name, listen, log, identity, trust"] };
  for (const key of Object.keys(value)) if (!KNOWN.has(key)) mistakes.push(`${key}: unknown field, remove it`);
  const text = (key: string, of: Record<string, unknown> = value, path = key): string => {
    const found = of[key];
    if (typeof found === "string" && found !== "") return found;
    mistakes.push(`${path}: must be text, is ${JSON.stringify(found) ?? "missing"}`);
    return "";
  };
  const listen = hostPort(text("listen"));
  if (listen === undefined) mistakes.push(`listen: must be host:port, is ${JSON.stringify(value["listen"])}`);
  const log = isRecord(value["log"]) ? value["log"] : {};
  const issuers = isRecord(value["issuers"]) ? value["issuers"] : {};
  const roles = rolesOf(value["roles"], mistakes);
  const config: GatewayConfig = {
    name: text("name"),
    tenant: text("tenant"),
    roles,
    listenHost: listen?.host ?? "",
    listenPort: listen?.port ?? 0,
    advertise: value["advertise"] === undefined ? text("listen") : text("advertise"),
    log: text("embedded", log, "log.embedded"),
    identity: text("identity"),
    trust: text("trust"),
    issuers: {
      ...(issuers["device"] === undefined ? {} : { device: text("device", issuers, "issuers.device") }),
      ...(issuers["publisher"] === undefined ? {} : { publisher: text("publisher", issuers, "issuers.publisher") }),
    },
    statusFile: text("status_file"),
  };
  return mistakes.length > 0 ? { mistakes } : { config, mistakes };
}

function rolesOf(value: unknown, mistakes: string[]): GatewayRole[] {
  if (value === undefined) return ["client", "publisher"];
  const known = (role: unknown): role is GatewayRole => role === "client" || role === "publisher";
  if (Array.isArray(value) && value.length > 0 && value.every(known)) return value;
  mistakes.push(`roles: must be a list of client and publisher, is ${JSON.stringify(value)}`);
  return [];
}

function hostPort(value: string): { host: string; port: number } | undefined {
  const found = /^(.+):(\d{1,5})$/.exec(value);
  const port = Number(found?.[2]);
  return found?.[1] !== undefined && port <= 65_535 ? { host: found[1], port } : undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
