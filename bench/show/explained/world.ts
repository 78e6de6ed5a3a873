/** What control.5 configures: people, devices, apps, rules by every criterion, and how all of it changes in rounds. */

export interface PlainObject {
  readonly kind: string;
  readonly name: string;
  readonly spec: Record<string, unknown>;
}

export const PEOPLE = 6;
export const userOf = (n: number): string => `user-${n}`;
export const deviceOf = (n: number): string => `device-${n}`;
const GROUPS = ["builders", "keepers", "counters"];
const UNITS = ["north", "south"];
export const SYSTEMS_SEEN = ["linux", "macos", "windows"] as const;

/** Where flows go: names, addresses, ports that no app has, names that no app has. */
export const DESTINATIONS: readonly (readonly [host: string, port: number])[] = [
  ...(["docs", "money", "tools", "night", "abroad", "watched", "old", "unit", "tagged"] as const).map(
    (name) => [`${name}.corp.example`, 80] as const,
  ),
  ...[["a.deep.corp.example", 80] as const, ["b.deep.corp.example", 8_005] as const, ["10.77.1.2", 80] as const],
  ...[["10.77.200.9", 80] as const, ["docs.corp.example", 81] as const, ["money.corp.example", 22] as const],
  ...[["nothing.corp.example", 80] as const, ["echo.corp.example", 7] as const],
];

/** Whether an app answers is no matter here: its publisher may not dial this, and says so at once. */
const published = (app: PlainObject): PlainObject => ({
  ...app,
  spec: { publishers: ["demo-publisher"], origin: "127.0.0.1:1", ...app.spec },
});

const hosts = (name: string, tags: readonly string[] = []): PlainObject => ({
  kind: "App",
  name,
  spec: { hosts: [`${name}.corp.example`], ports: ["tcp/80"], tags },
});

/** `HH:MM-HH:MM` of UTC, so many hours from now. */
function windowIn(hours: number, nowMs: number): string {
  const at = (ms: number) => new Date(ms).toISOString().slice(11, 16);
  const from = nowMs + hours * 3_600_000;
  return `mon-sun ${at(from)}-${at(from + 3_600_000)} UTC`;
}

const policy = (name: string, order: number, spec: Record<string, unknown>): PlainObject => ({
  kind: "Policy",
  name,
  spec: { order, ...spec },
});

export function firstObjects(nowMs: number): PlainObject[] {
  return [
    ...GROUPS.map((name) => ({ kind: "Group", name, spec: {} })),
    { kind: "Network", name: "home", spec: { cidrs: ["127.0.0.0/8"] } },
    { kind: "Network", name: "far", spec: { cidrs: ["203.0.113.0/24", "2001:db8::/32"] } },
    {
      kind: "Notice",
      name: "ask-first",
      spec: { title: "Ask first", text: "{user} may not go to {host}: ask {rule}" },
    },
    ...Array.from({ length: PEOPLE }, (_, n) => userObject(n, n)),
    ...Array.from({ length: PEOPLE }, (_, n) => deviceObject(n, n % 3 === 2 ? "unmanaged" : "managed")),
    ...["docs", "money", "tools", "night", "abroad", "watched", "old", "unit"].map((name) => hosts(name)),
    hosts("tagged", ["precious"]),
    { kind: "App", name: "deep", spec: { hosts: ["*.deep.corp.example"], ports: ["tcp/80", "tcp/8000-8100"] } },
    { kind: "App", name: "net", spec: { hosts: ["10.77.0.0/16"], ports: ["tcp/80"] } },
    { kind: "App", name: "subnet", spec: { hosts: ["10.77.200.0/24"], ports: ["tcp/80"], fallthrough: true } },
    // The echo's address, which its name leads to.
    { kind: "App", name: "loop", spec: { hosts: ["127.0.0.1"], ports: ["tcp/1-65535"] } },
    policy("no-loop", 105, { action: "block", apps: ["loop"], users: [userOf(1)] }),
    ...rules(nowMs),
  ].map((one) => (one.kind === "App" ? published(one) : one));
}

function rules(nowMs: number): PlainObject[] {
  const past = new Date(nowMs - 3_600_000).toISOString().slice(0, 19);
  return [
    policy("no-money", 110, { action: "block", groups: ["builders"], apps: ["money"], notice_template: "ask-first" }),
    policy("money", 120, { action: "allow", groups: ["builders", "counters"], apps: ["money"] }),
    policy("docs", 130, { action: "allow", apps: ["docs"], not: ["users"], users: [userOf(4)] }),
    policy("tools-on-linux", 140, { action: "allow", apps: ["tools"], os: ["linux"], access_methods: ["client"] }),
    policy("tools-managed", 150, { action: "allow", apps: ["tools"], device_classifications: ["managed"] }),
    policy("at-night", 160, { action: "allow", apps: ["night"], hours: [windowIn(6, nowMs)] }),
    policy("from-afar", 170, { action: "allow", apps: ["abroad"], networks: ["far"] }),
    policy("from-nl", 175, { action: "allow", apps: ["abroad"], countries: ["NL"] }),
    policy("watched", 180, { action: "alert", apps: ["watched"], networks: ["home"] }),
    policy("over", 190, { action: "allow", apps: ["old"], expires_at: `${past}Z` }),
    policy("north-only", 200, { action: "allow", apps: ["unit"], organization_units: ["north"] }),
    policy("precious", 210, { action: "block", app_tags: ["precious"], device_classifications: ["unmanaged"] }),
    policy("deep-and-net", 220, { action: "allow", apps: ["deep", "net", "tagged", "echo"] }),
    policy("nowhere-by-day", 230, { action: "block", apps: ["subnet"], hours: [windowIn(-1, nowMs)] }),
    policy("not-used", 240, { action: "allow", apps: ["subnet"], disabled: true }),
  ];
}

function userObject(n: number, groups: number): PlainObject {
  const spec = { email: `${userOf(n)}@corp.example`, groups: [GROUPS[groups % GROUPS.length]] };
  return { kind: "User", name: userOf(n), spec: { ...spec, organization_unit: UNITS[n % UNITS.length] } };
}

const deviceObject = (n: number, classification: string): PlainObject => ({
  ...{ kind: "Device", name: deviceOf(n) },
  spec: { user: userOf(n), classification },
});

/** What an operator changes before round `n`, from 1. Each round also undoes some of the one before. */
export function changesOf(n: number, nowMs: number): PlainObject[] {
  return [
    userObject(n % PEOPLE, n + 1),
    userObject((n + 3) % PEOPLE, n),
    deviceObject((n + 1) % PEOPLE, n % 2 === 0 ? "managed" : "unmanaged"),
    policy("no-money", n % 2 === 0 ? 110 : 125, { action: "block", groups: [GROUPS[n % 3]], apps: ["money"] }),
    policy("tools-on-linux", 140, { action: "allow", apps: ["tools"], os: [SYSTEMS_SEEN[n % 3]] }),
    policy("at-night", 160, { action: "allow", apps: ["night"], hours: [windowIn(n % 2 === 0 ? 6 : -1, nowMs)] }),
    policy("watched", 180, { action: n % 2 === 0 ? "alert" : "allow", apps: ["watched"], networks: ["home"] }),
    { kind: "App", name: "docs", spec: { hosts: ["docs.corp.example"], ports: [n % 2 === 0 ? "tcp/80" : "tcp/81"] } },
    policy(`round-${n}`, 100 + n, { action: "block", apps: ["deep"], users: [userOf(n % PEOPLE)] }),
  ].map((one) => (one.kind === "App" ? published(one) : one));
}

/** After which nothing decides as it did. */
export const UPHEAVAL: readonly PlainObject[] = [
  policy("closed", 1, { action: "block", notice: "closed for today" }),
  ...["docs", "money", "tools"].map((name) =>
    published({ kind: "App", name, spec: { hosts: [`${name}.elsewhere.example`], ports: ["tcp/443"] } }),
  ),
  ...Array.from({ length: PEOPLE }, (_, n) => deviceObject(n, "unknown")),
];

/** The day after: else nothing could be let in any more by any draft. */
export const AFTERWARDS: readonly PlainObject[] = [
  policy("closed", 1, { action: "block", notice: "closed for today", disabled: true }),
  ...Array.from({ length: PEOPLE }, (_, n) => deviceObject(n, n % 2 === 0 ? "unmanaged" : "managed")),
];

/** A draft for the replay: some are let in, some kept out, some go by another rule. */
export const DRAFT: readonly PlainObject[] = [
  policy("keepers-everywhere", 50, { action: "allow", groups: ["keepers"], apps: ["money", "night", "abroad"] }),
  policy("no-macs", 60, { action: "block", os: ["macos"], apps: ["tools", "deep"] }),
  policy("docs-by-another-name", 70, { action: "allow", apps: ["docs"], device_classifications: ["managed"] }),
];
