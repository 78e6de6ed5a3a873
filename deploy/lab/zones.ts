/** What the lab's three name servers know: the public one, the data centre's, the office's. */
import { type Both, datacentreHost, HOSTS, innerAddress, linkEnds, MIRRORS } from "./plan.ts";

export interface NameRecord {
  readonly name: string;
  readonly type: "A" | "AAAA" | "TXT" | "SRV" | "CNAME" | "PTR";
  /** As the DNS library takes it for the type. */
  readonly data: string | readonly string[] | { readonly target: string; readonly port: number };
}

export interface Zones {
  /** Names at or below these are answered from the records: NXDOMAIN where there are none. Others are REFUSED. */
  readonly origins: readonly string[];
  readonly records: readonly NameRecord[];
}

export const PRIVATE = "corp.example";
export const PUBLIC = "public.example";

const host = (name: string, { v4, v6 }: Both): NameRecord[] => [
  { name, type: "A", data: v4 },
  { name, type: "AAAA", data: v6 },
];

const publicRecords: readonly NameRecord[] = [
  ...host(`www.${PUBLIC}`, HOSTS.website),
  { name: `alias.${PUBLIC}`, type: "CNAME", data: `www.${PUBLIC}` },
  { name: PUBLIC, type: "TXT", data: ["v=lab1", "a public name"] },
  ...host(`pop-1.${PUBLIC}`, linkEnds("pop-1").place),
  ...host(`pop-2.${PUBLIC}`, linkEnds("pop-2").place),
];

const reverse4 = (v4: string): string => `${v4.split(".").reverse().join(".")}.in-addr.arpa`;

const ptr = (name: string, { v4 }: Both): NameRecord => ({ name: reverse4(v4), type: "PTR", data: name });

/** The world's own name server is asked for private names only by who leaks them: it knows that there are none. */
export const PUBLIC_ZONES: Zones = { origins: [PUBLIC, "example"], records: publicRecords };

/** Below it every name leads to the address that a show gives to its app on every port. */
export const mirrorName = (n: number): string => `m-${n}.${PRIVATE}`;
const mirrors = Array.from({ length: MIRRORS.count }, (_, n) =>
  host(`*.${mirrorName(n + 1)}`, datacentreHost(MIRRORS.first + n + 1)),
).flat();

export const DATACENTRE_ZONES: Zones = {
  origins: [PRIVATE, "70.10.in-addr.arpa"],
  records: [
    ...host(`wiki.${PRIVATE}`, HOSTS.wiki),
    ...host(`echo.${PRIVATE}`, HOSTS.wiki),
    ...host(`portal.${PRIVATE}`, HOSTS.portal),
    { name: `portal.${PRIVATE}`, type: "TXT", data: ["v=lab1", "the data centre's portal"] },
    ...host(`db.${PRIVATE}`, HOSTS.database),
    ...host(`build-1.dev.${PRIVATE}`, HOSTS.wiki),
    ...["ssh", "files", "speed", "site", "desktop"].flatMap((name) => host(`${name}.${PRIVATE}`, HOSTS.workshop)),
    { name: `docs.${PRIVATE}`, type: "CNAME", data: `wiki.${PRIVATE}` },
    { name: `_postgresql._tcp.${PRIVATE}`, type: "SRV", data: { target: `db.${PRIVATE}`, port: 5432 } },
    { name: PRIVATE, type: "TXT", data: ["v=lab1", "the data centre's view"] },
    ptr(`wiki.${PRIVATE}`, HOSTS.wiki),
    ptr(`portal.${PRIVATE}`, HOSTS.portal),
    ptr(`db.${PRIVATE}`, HOSTS.database),
    ...mirrors,
  ],
};

/** The same name leads to another house in the office than in the data centre. */
export const OFFICE_ZONES: Zones = {
  origins: [PRIVATE, PUBLIC, "example"],
  records: [
    ...publicRecords,
    ...host(`portal.${PRIVATE}`, HOSTS.officePortal),
    ...host(`printer.${PRIVATE}`, innerAddress("office", 20)),
    { name: PRIVATE, type: "TXT", data: ["v=lab1", "the office's view"] },
  ],
};

export type Answer =
  | { readonly rcode: "NOERROR"; readonly records: readonly NameRecord[] }
  | { readonly rcode: "NXDOMAIN" }
  | { readonly rcode: "REFUSED" };

const CHAIN_MAX = 8;

/**
 * CNAMEs are followed within what is known here. A name that has records of another type is NOERROR without any. A
 * wildcard's records stand for the names right below its parent that have none (RFC 4592).
 */
export function answerOf(zones: Zones, name: string, type: string): Answer {
  const asked = name.toLowerCase().replace(/\.$/, "");
  if (!zones.origins.some((origin) => asked === origin || asked.endsWith(`.${origin}`))) return { rcode: "REFUSED" };
  // An empty place between names is a name (RFC 8020).
  const exists = zones.records.some((record) => record.name === asked || record.name.endsWith(`.${asked}`));
  const wildcard = `*.${asked.slice(asked.indexOf(".") + 1)}`;
  const covered = exists ? [] : zones.records.filter((record) => record.name === wildcard);
  const records = [...zones.records, ...covered.map((record) => ({ ...record, name: asked }))];
  if (!exists && covered.length === 0 && !zones.origins.includes(asked)) return { rcode: "NXDOMAIN" };
  const found: NameRecord[] = [];
  let at = asked;
  for (let step = 0; step < CHAIN_MAX; step += 1) {
    const here = records.filter((record) => record.name === at);
    found.push(...here.filter((record) => record.type === type || type === "ANY"));
    const alias = here.find((record) => record.type === "CNAME");
    if (alias === undefined || type === "CNAME" || type === "ANY") break;
    found.push(alias);
    at = String(alias.data);
  }
  return { rcode: "NOERROR", records: found };
}
