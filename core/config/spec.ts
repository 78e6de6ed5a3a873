/** Judges the spec of each kind of object: every mistake is told, and what is right is brought to its normal form. */
import { normalHost, normalName, parseHostPattern, printHostPattern } from "../net/host-name.ts";
import { printHostPort, splitHostPort } from "../net/ip.ts";
import { parsePortRange, printPortRange } from "../net/port-range.ts";
import { DEFAULT_DENY } from "../policy/verdict.ts";
import { NAME_LETTERS_MAX, names, plainName, type Wrong } from "./names.ts";
import type { Kind, Specs } from "./object.ts";
import { OPERATOR_ROLES, PROBES } from "./object.ts";
import { network, notice, policy, policyTest, receiver } from "./policy-spec.ts";
import type { Fields } from "./read.ts";
import { choiceOf, countOf, flagOf, listOf, oneOf, textOf } from "./read.ts";

/**
 * A dial that takes longer than this has failed for any program that waits on it. With the look-up of the name it stays
 * below the 30 s that an agent waits, so that the program hears of the app's silence and not of a gateway's.
 */
export const CONNECT_TIMEOUT_MS_MAX = 20_000;
export const WEIGHT_MAX = 1000;
export const PROBE_EVERY_S_MAX = 3_600;
/** A week of an outage: past it nobody means to fail static. */
export const STALE_S_MAX = 604_800;

export function judgeSpec<K extends Kind>(kind: K, name: string, fields: Fields): Specs[K] {
  const judges: { [P in Kind]: (name: string, fields: Fields) => Specs[P] } = {
    App: app,
    Policy: policy,
    User: user,
    Group: group,
    Device: device,
    Publisher: publisher,
    Settings: settings,
    Network: network,
    Notice: notice,
    Receiver: receiver,
    PolicyTest: policyTest,
    Operator: operator,
    Directory: directory,
  };
  const spec = judges[kind](name, fields);
  fields.close();
  return spec;
}

/** What is wrong with an object's name, if anything. */
export function judgeName(kind: Kind, name: string): string | undefined {
  if (kind === "Device" || kind === "Publisher" || kind === "Operator" || kind === "Directory") {
    // It becomes a part of the SPIFFE ID in the certificate, or of the name that a directory is told of by.
    if (/^[A-Za-z0-9._-]+$/.test(name) && !/^\.+$/.test(name) && name.length <= NAME_LETTERS_MAX) return undefined;
    return `${JSON.stringify(name)} can't stand in a certificate: use letters, digits, dots, dashes and underscores`;
  }
  if (kind === "Policy" && name === DEFAULT_DENY)
    return `${DEFAULT_DENY} is what no rule is called: choose another name`;
  const judged = plainName(name);
  return typeof judged === "string" ? undefined : judged.wrong;
}

function app(_name: string, fields: Fields): Specs["App"] {
  const spec: Specs["App"] = {
    hosts: listOf(fields, "hosts", hostForm, (host) => host),
    ports: listOf(fields, "ports", parsePortRange, printPortRange),
    publishers: names(fields, "publishers"),
    origin: originOf(fields),
    usePublisherDns: flagOf(fields, "use_publisher_dns"),
    fallthrough: flagOf(fields, "fallthrough"),
    tags: names(fields, "tags"),
    connectTimeoutMs: countOf(fields, "connect_timeout_ms", 0, 0, CONNECT_TIMEOUT_MS_MAX),
    probe: choiceOf(fields, "probe", PROBES, "passive"),
    probeEveryS: countOf(fields, "probe_every_s", 0, 0, PROBE_EVERY_S_MAX),
  };
  for (const key of ["hosts", "ports"] as const) {
    const field = fields.get(key);
    if (field === undefined || (field.value.is === "list" && field.value.items.length === 0)) {
      fields.tell(field?.line ?? fields.line, key, `is missing: an app has at least one of its ${key}`);
    }
  }
  return spec;
}

function hostForm(text: string): string | Wrong {
  const pattern = parseHostPattern(text);
  return "wrong" in pattern ? pattern : printHostPattern(pattern);
}

function originOf(fields: Fields): string {
  const text = textOf(fields, "origin");
  if (text === "") return "";
  const parts = splitHostPort(text);
  const host = parts === undefined ? undefined : normalHost(parts.host);
  if (parts !== undefined && host !== undefined) return printHostPort(host, parts.port);
  const field = fields.get("origin")!;
  fields.tell(field.line, field.path, `${JSON.stringify(text)} must be host:port, such as 10.1.2.3:8080`);
  return "";
}

const EMAIL = /^[^\s@]+@[^\s@]+$/;

function user(name: string, fields: Fields): Specs["User"] {
  const said = textOf(fields, "email");
  // Where users are named by their mail, it need not be said twice.
  const email = (said === "" && EMAIL.test(name) ? name : said).toLowerCase();
  if (!EMAIL.test(email)) {
    const line = fields.get("email")?.line ?? fields.line;
    fields.tell(line, "email", email === "" ? "is missing" : `${JSON.stringify(email)} is no e-mail address`);
  }
  return {
    email,
    groups: names(fields, "groups"),
    organizationUnit: textOf(fields, "organization_unit"),
    externalId: textOf(fields, "external_id"),
    inactive: flagOf(fields, "inactive"),
  };
}

const group = (_name: string, fields: Fields): Specs["Group"] => ({
  description: textOf(fields, "description"),
  externalId: textOf(fields, "external_id"),
});

function device(_name: string, fields: Fields): Specs["Device"] {
  const spec = {
    user: textOf(fields, "user"),
    classification: textOf(fields, "classification"),
    revoked: flagOf(fields, "revoked"),
  };
  if (spec.user === "")
    fields.tell(fields.get("user")?.line ?? fields.line, "user", "is missing: a device is a user's");
  return spec;
}

/** A weight of 0 is "not said" on the wire, hence 1. */
const publisher = (_name: string, fields: Fields): Specs["Publisher"] => ({
  weight: countOf(fields, "weight", 1, 0, WEIGHT_MAX) || 1,
  revoked: flagOf(fields, "revoked"),
  description: textOf(fields, "description"),
});

const settings = (_name: string, fields: Fields): Specs["Settings"] => ({
  privateDomains: listOf<string>(
    fields,
    "private_domains",
    (text) => normalName(text) ?? { wrong: `${JSON.stringify(text)} is no domain: write corp.example, without a star` },
    (domain) => domain,
  ),
  sessionStaleS: countOf(fields, "session_stale_s", 0, 0, STALE_S_MAX),
  flowStaleS: countOf(fields, "flow_stale_s", 0, 0, STALE_S_MAX),
  latencyBuckets: flagOf(fields, "latency_buckets"),
});

const operator = (_name: string, fields: Fields): Specs["Operator"] => ({
  role: oneOf(fields, "role", OPERATOR_ROLES) ?? "viewer",
  disabled: flagOf(fields, "disabled"),
});

/** One in use, and the next while it is being handed over. */
const TOKEN_HASHES_MAX = 4;

function directory(_name: string, fields: Fields): Specs["Directory"] {
  const form = (text: string): string | Wrong =>
    /^[0-9a-f]{64}$/.test(text)
      ? text
      : { wrong: "must be the SHA-256 of a token, 64 hex letters: wayleave scim token" };
  const tokenHashes = listOf(fields, "token_hashes", form, (hash) => hash);
  if (tokenHashes.length > TOKEN_HASHES_MAX) {
    const line = fields.get("token_hashes")?.line ?? fields.line;
    fields.tell(
      line,
      "token_hashes",
      `names ${tokenHashes.length} tokens, at most ${TOKEN_HASHES_MAX} are good at once`,
    );
  }
  return { tokenHashes, disabled: flagOf(fields, "disabled"), description: textOf(fields, "description") };
}
