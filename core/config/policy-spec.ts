/** Judges the objects of which policy is made: rules, and what they name. */
import { parseNetwork, printCidr } from "../net/cidr.ts";
import { normalHost } from "../net/host-name.ts";
import { isIp, printHostPort, splitHostPort } from "../net/ip.ts";
import { parseHours, printHours } from "../policy/hours.ts";
import { PLACEHOLDERS, unknownPlaces } from "../policy/notice.ts";
import { names, type Wrong } from "./names.ts";
import type { Negatable, Specs } from "./object.ts";
import { ACTIONS, NEGATABLE, RECEIVERS, statedBy } from "./object.ts";
import type { Fields } from "./read.ts";
import { choiceOf, countOf, flagOf, listOf, oneOf, textOf } from "./read.ts";
import { normalTime } from "./time.ts";

/** The notice is one line on a screen and travels in every refusal. */
export const NOTICE_LETTERS_MAX = 500;
export const ORDER_MAX = 1_000_000_000;
export const PER_MINUTE_MAX = 6_000;
/** How a device may come; the closed list that sessions and criteria share. */
export const ACCESS_METHODS = ["client", "clientless"] as const;
export const SYSTEMS = ["windows", "macos", "linux", "ios", "android", "chromeos"] as const;
/** What stands for a country that nobody knows. */
export const UNKNOWN_COUNTRY = "unknown";

export function policy(_name: string, fields: Fields): Specs["Policy"] {
  const spec: Specs["Policy"] = {
    order: countOf(fields, "order", 0, 0, ORDER_MAX),
    action: oneOf(fields, "action", ACTIONS) ?? "block",
    users: names(fields, "users"),
    groups: names(fields, "groups"),
    organizationUnits: names(fields, "organization_units"),
    deviceClassifications: names(fields, "device_classifications"),
    accessMethods: chosen(fields, "access_methods", ACCESS_METHODS),
    os: chosen(fields, "os", SYSTEMS),
    countries: listOf(fields, "countries", countryOf, (code) => code),
    networks: names(fields, "networks"),
    apps: names(fields, "apps"),
    appTags: names(fields, "app_tags"),
    hours: listOf(fields, "hours", hours, (text) => text),
    not: chosen<Negatable>(fields, "not", NEGATABLE),
    expiresAt: momentOf(fields, "expires_at"),
    notice: lineOf(fields, "notice"),
    noticeTemplate: textOf(fields, "notice_template"),
    receivers: names(fields, "receivers"),
    description: lineOf(fields, "description"),
    disabled: flagOf(fields, "disabled"),
  };
  for (const criterion of spec.not) {
    if (statedBy(spec, criterion).length > 0) continue;
    const field = fields.get("not")!;
    fields.tell(
      field.line,
      field.path,
      `names ${criterion}, of which the rule states nothing: state some, or remove it`,
    );
  }
  return spec;
}

const chosen = <T extends string>(fields: Fields, key: string, of: readonly T[]): readonly T[] =>
  listOf<T>(
    fields,
    key,
    (text) => of.find((one) => one === text.toLowerCase()) ?? { wrong: `must be one of ${of.join(", ")}` },
    (item) => item,
  );

export function countryOf(text: string): string | Wrong {
  if (text.toLowerCase() === UNKNOWN_COUNTRY) return UNKNOWN_COUNTRY;
  const code = text.toUpperCase();
  if (/^[A-Z]{2}$/.test(code)) return code;
  return { wrong: `${JSON.stringify(text)} is no country: write its two letters (ISO 3166-1), or ${UNKNOWN_COUNTRY}` };
}

function hours(text: string): string | Wrong {
  const parsed = parseHours(text);
  return "wrong" in parsed ? parsed : printHours(parsed);
}

function lineOf(fields: Fields, key: string): string {
  const text = textOf(fields, key);
  if (/\p{Cc}/u.test(text) || text.length > NOTICE_LETTERS_MAX) {
    const field = fields.get(key)!;
    fields.tell(field.line, field.path, `must be one line of at most ${NOTICE_LETTERS_MAX} letters`);
  }
  return text;
}

/** In UTC, or "" where the field is absent. */
function momentOf(fields: Fields, key: string): string {
  const text = textOf(fields, key);
  const normal = text === "" ? "" : normalTime(text);
  if (normal !== undefined) return normal;
  const field = fields.get(key)!;
  fields.tell(field.line, field.path, `${JSON.stringify(text)} is no time: write it as 2027-01-31T18:00:00Z`);
  return "";
}

export const network = (_name: string, fields: Fields): Specs["Network"] => ({
  cidrs: listOf<string>(
    fields,
    "cidrs",
    (text) => {
      const cidr = parseNetwork(text);
      return cidr === undefined
        ? { wrong: `${JSON.stringify(text)} is no block: write 192.0.2.0/24` }
        : printCidr(cidr);
    },
    (cidr) => cidr,
  ),
});

export function notice(_name: string, fields: Fields): Specs["Notice"] {
  const spec = { title: lineOf(fields, "title"), text: lineOf(fields, "text") };
  for (const key of ["title", "text"] as const) {
    for (const place of unknownPlaces(spec[key])) {
      const known = PLACEHOLDERS.map((one) => `{${one}}`).join(", ");
      fields.tell(fields.get(key)!.line, key, `{${place}} stands for nothing: write one of ${known}`);
    }
  }
  if (spec.title === "" && spec.text === "") fields.tell(fields.line, "text", "is missing: what people are told");
  return spec;
}

/** A tenant names no other file of a gateway's. */
export const TOKEN_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/;

export function receiver(_name: string, fields: Fields): Specs["Receiver"] {
  const type = oneOf(fields, "type", RECEIVERS) ?? "webhook";
  const url = textOf(fields, "url");
  if (!/^https?:\/\/[^\s/?#@]+([/?][^\s#]*)?$/.test(url)) {
    const line = fields.get("url")?.line ?? fields.line;
    fields.tell(line, "url", url === "" ? "is missing" : `${JSON.stringify(url)} must be an http or https address`);
  }
  const tokenFile = textOf(fields, "token_file");
  if (tokenFile !== "" && !TOKEN_NAME.test(tokenFile)) {
    const text = `${JSON.stringify(tokenFile)} must be the bare name of a file in the gateway's folder of tokens`;
    fields.tell(fields.get("token_file")!.line, "token_file", text);
  }
  return {
    ...{ type, url, tokenFile },
    perMinute: countOf(fields, "per_minute", 0, 0, PER_MINUTE_MAX),
  };
}

export function policyTest(_name: string, fields: Fields): Specs["PolicyTest"] {
  const user = textOf(fields, "user");
  if (user === "") fields.tell(fields.get("user")?.line ?? fields.line, "user", "is missing");
  const address = textOf(fields, "address");
  if (address !== "" && !isIp(address)) {
    fields.tell(fields.get("address")!.line, "address", `${JSON.stringify(address)} is no IP address`);
  }
  const said = textOf(fields, "country");
  const judged = said === "" ? "" : countryOf(said);
  if (typeof judged !== "string") fields.tell(fields.get("country")!.line, "country", judged.wrong);
  return {
    ...{ user, device: textOf(fields, "device"), to: destinationOf(fields) },
    protocol: choiceOf(fields, "protocol", ["tcp", "udp"] as const, "tcp"),
    accessMethod: choiceOf(fields, "access_method", ["", ...ACCESS_METHODS] as const, ""),
    os: choiceOf(fields, "os", ["", ...SYSTEMS] as const, ""),
    country: typeof judged === "string" ? judged : "",
    address: address === "" ? "" : (normalHost(address) ?? ""),
    at: momentOf(fields, "at"),
    expect: oneOf(fields, "expect", ["allow", "block"] as const) ?? "block",
    rule: textOf(fields, "rule"),
  };
}

function destinationOf(fields: Fields): string {
  const text = textOf(fields, "to");
  const parts = splitHostPort(text);
  const host = parts === undefined ? undefined : normalHost(parts.host);
  if (parts !== undefined && host !== undefined) return printHostPort(host, parts.port);
  const line = fields.get("to")?.line ?? fields.line;
  fields.tell(line, "to", text === "" ? "is missing: write host:port" : `${JSON.stringify(text)} must be host:port`);
  return "";
}
