/** Arbitrary configuration for property tests: small worlds, in which names collide and hosts overlap on purpose. */
import fc from "fast-check";
import { NOTHING_SAID } from "../core/config/defaults.ts";
import {
  type AppSpec,
  type ConfigObject,
  NEGATABLE,
  type Negatable,
  type PolicySpec,
  statedBy,
} from "../core/config/object.ts";
import type { TenantState } from "../core/control/state.ts";
import { emptyTenant } from "../core/control/state.ts";
import type { PortRange } from "../core/net/port-range.ts";
import type { Circumstances } from "../core/policy/criteria.ts";
import type { FlowRequest } from "../core/policy/verdict.ts";

const some = <T>(items: readonly T[], most: number) => fc.uniqueArray(fc.constantFrom(...items), { maxLength: most });

/** Empty half of the time: a rule with every criterion hardly ever matches. */
const often = <T>(list: fc.Arbitrary<T[]>) => fc.oneof(fc.constant<T[]>([]), list);
const seldom = <T>(list: fc.Arbitrary<T[]>) =>
  fc.oneof({ arbitrary: fc.constant<T[]>([]), weight: 6 }, { arbitrary: list, weight: 1 });

export const APPS = ["app-a", "app-b", "app-c", "app-d", "app-e"];
export const USERS = ["sam", "kim", "lee"];
export const GROUPS = ["eng", "ops"];
export const DEVICES = ["d1", "d2", "d3"];
export const CLASSES = ["managed", "unmanaged"];
const RARELY = [false, false, false, false, false, false, false, true];
const TAGS = ["t1", "t2"];
export const UNITS = ["sales", "labs"];
const COUNTRIES = ["NL", "DE", "unknown"];
export const NETWORKS = ["office", "lab"];
const HOURS = ["mon,tue,wed,thu,fri 08:00-18:00 Europe/Amsterdam", "sat,sun 22:00-06:00 UTC"];

/** All in normal form; they overlap as much as a few can. */
export const HOSTS = [
  "wiki.corp.example",
  "x.wiki.corp.example",
  "corp.example",
  "*.corp.example",
  "*.wiki.corp.example",
  "*.x.wiki.corp.example",
  "10.1.2.3",
  "10.1.2.0/24",
  "10.1.2.0/31",
  "10.1.0.0/16",
  "10.0.0.0/8",
  "2001:db8::1",
  "2001:db8::/32",
  "2001:db8::/127",
];
/** What flows ask for: hit and missed, names and addresses. */
export const ASKED = [
  "wiki.corp.example",
  "x.wiki.corp.example",
  "y.x.wiki.corp.example",
  "corp.example",
  "mail.corp.example",
  "example",
  "notcorp.example",
  "10.1.2.3",
  "10.1.2.1",
  "10.1.9.9",
  "10.9.9.9",
  "11.0.0.1",
  "2001:db8::1",
  "2001:db8::2",
  "::1",
];

export const ports: fc.Arbitrary<PortRange> = fc
  .tuple(fc.constantFrom("tcp" as const, "udp" as const), fc.constantFrom(22, 80, 443), fc.constantFrom(0, 0, 500))
  .map(([protocol, from, more]) => ({ protocol, from, to: from + more }));

const uniquePorts = fc.uniqueArray(ports, {
  minLength: 1,
  maxLength: 3,
  selector: (p) => `${p.protocol}${p.from}-${p.to}`,
});

export const appSpec: fc.Arbitrary<AppSpec> = fc.record({
  hosts: fc.uniqueArray(fc.constantFrom(...HOSTS), { minLength: 1, maxLength: 4 }),
  ports: uniquePorts,
  publishers: some(["p1", "p2"], 2),
  origin: fc.constantFrom("", "", "127.0.0.1:8080", "[2001:db8::9]:80"),
  usePublisherDns: fc.boolean(),
  fallthrough: fc.boolean(),
  tags: some(TAGS, 2),
  connectTimeoutMs: fc.constantFrom(0, 2500),
  probe: fc.constantFrom("off", "passive", "active"),
  probeEveryS: fc.constantFrom(0, 5),
});

/** Negated only where something is stated: the judge lets nothing else pass. */
const negated = (spec: PolicySpec, wanted: readonly Negatable[]): PolicySpec => ({
  ...spec,
  not: wanted.filter((criterion) => statedBy(spec, criterion).length > 0),
});

const policyWith = (seldomOr: <T>(list: fc.Arbitrary<T[]>) => fc.Arbitrary<T[]>): fc.Arbitrary<PolicySpec> =>
  fc
    .tuple(
      fc.record({
        order: fc.integer({ min: 1, max: 40 }),
        action: fc.constantFrom("allow", "allow", "block", "block", "alert"),
        users: often(some(USERS, 2)),
        groups: often(some(GROUPS, 1)),
        deviceClassifications: often(some(CLASSES, 1)),
        apps: often(some(APPS, 3)),
        appTags: often(some(TAGS, 2)),
        organizationUnits: seldomOr(some(UNITS, 2)),
        accessMethods: seldomOr(some(["client", "clientless"], 2)),
        os: seldomOr(some(["windows", "linux", "macos"], 2)),
        countries: seldomOr(some(COUNTRIES, 2)),
        networks: seldomOr(some(NETWORKS, 2)),
        hours: seldomOr(some(HOURS, 2)),
        not: fc.constant([]),
        expiresAt: fc.constantFrom("", "", "", "2027-01-31T18:00:00Z", "2027-01-31T18:00:00.25Z"),
        notice: fc.constantFrom("", "Ask the owner."),
        noticeTemplate: fc.constantFrom("", "", "blocked"),
        receivers: some(["soc"], 1),
        description: fc.constantFrom("", "", "as agreed"),
        disabled: fc.constantFrom(...RARELY),
      }),
      seldom(some([...NEGATABLE], 4)),
    )
    .map(([spec, not]) => negated(spec, not));

/** Most rules state little beyond who and what. */
export const policySpec: fc.Arbitrary<PolicySpec> = policyWith(seldom);

/** With every criterion there is, in normal form. */
export const fullPolicySpec: fc.Arbitrary<PolicySpec> = policyWith((list) => list);

const MONDAY_US = Date.UTC(2027, 0, 25, 9) * 1000;
const HOUR_US = 3_600_000_000;

/** How sessions come, and moments in and out of HOURS, before and after rules expire. */
export const circumstances: fc.Arbitrary<Circumstances> = fc.record({
  session: fc.record({
    accessMethod: fc.constantFrom("client", "client", "clientless"),
    os: fc.constantFrom("", "linux", "windows"),
    address: fc.constantFrom("", "192.0.2.7", "198.51.100.7", "2001:db8::7", "2001:db9::7"),
    country: fc.constantFrom(...COUNTRIES),
  }),
  atUs: fc.integer({ min: 0, max: 9 * 24 }).map((hours) => MONDAY_US + hours * HOUR_US),
});

const word = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,10}$/);

/** Any object that the judge would let pass, in its normal form. */
export const configObject: fc.Arbitrary<ConfigObject> = fc.oneof(
  fc.record({ kind: fc.constant("App" as const), name: word, spec: appSpec }),
  fc.record({ kind: fc.constant("Policy" as const), name: word, spec: fullPolicySpec }),
  fc.record({
    kind: fc.constant("User" as const),
    name: word,
    spec: fc.record({
      email: fc.constantFrom("a@corp.example", "b@corp.example"),
      groups: some(GROUPS, 2),
      organizationUnit: fc.constantFrom("", "sales"),
      externalId: fc.constantFrom("", "u-17"),
      inactive: fc.boolean(),
    }),
  }),
  fc.record({
    kind: fc.constant("Group" as const),
    name: word,
    spec: fc.record({
      description: fc.constantFrom("", "true", "12", "- a: b # c", "über: 'x'"),
      externalId: fc.constantFrom("", "g-17"),
    }),
  }),
  fc.record({
    kind: fc.constant("Directory" as const),
    name: word,
    spec: fc.record({
      tokenHashes: fc.uniqueArray(fc.constantFrom("a".repeat(64), "0".repeat(64)), { maxLength: 2 }),
      disabled: fc.boolean(),
      description: fc.constantFrom("", "people of the office"),
    }),
  }),
  fc.record({
    kind: fc.constant("Device" as const),
    name: word,
    spec: fc.record({ user: word, classification: fc.constantFrom("", ...CLASSES), revoked: fc.boolean() }),
  }),
  fc.record({
    kind: fc.constant("Publisher" as const),
    name: word,
    spec: fc.record({ weight: fc.integer({ min: 1, max: 1000 }), revoked: fc.boolean(), description: word }),
  }),
  fc.record({
    kind: fc.constant("Settings" as const),
    name: fc.constant("settings"),
    spec: fc.record({
      privateDomains: some(["corp.example", "lan"], 2),
      sessionStaleS: fc.constantFrom(0, 60),
      flowStaleS: fc.constantFrom(0, 600),
      latencyBuckets: fc.boolean(),
    }),
  }),
  fc.record({
    kind: fc.constant("Network" as const),
    name: word,
    spec: fc.record({ cidrs: some(["192.0.2.0/24", "2001:db8::/32", "198.51.100.7/32"], 3) }),
  }),
  fc.record({
    kind: fc.constant("Notice" as const),
    name: word,
    spec: fc.record({ title: fc.constantFrom("", "Blocked"), text: fc.constantFrom("Ask.", "{app}: ask {user}") }),
  }),
  fc.record({
    kind: fc.constant("Receiver" as const),
    name: word,
    spec: fc.record({
      type: fc.constantFrom("webhook", "alertmanager"),
      url: fc.constantFrom("https://alerts.corp.example/in", "http://127.0.0.1:9093"),
      tokenFile: fc.constantFrom("", "pager"),
      perMinute: fc.constantFrom(0, 30),
    }),
  }),
  fc.record({
    kind: fc.constant("PolicyTest" as const),
    name: word,
    spec: fc.record({
      user: fc.constantFrom(...USERS),
      device: fc.constantFrom("", ...DEVICES),
      to: fc.constantFrom("wiki.corp.example:443", "[2001:db8::1]:22"),
      protocol: fc.constantFrom("tcp", "udp"),
      accessMethod: fc.constantFrom("", "client"),
      os: fc.constantFrom("", "linux"),
      country: fc.constantFrom("", "NL", "unknown"),
      address: fc.constantFrom("", "192.0.2.7"),
      at: fc.constantFrom("", "2027-01-31T18:00:00Z"),
      expect: fc.constantFrom("allow", "block"),
      rule: fc.constantFrom("", "r1"),
    }),
  }),
  fc.record({
    kind: fc.constant("Operator" as const),
    name: word,
    spec: fc.record({ role: fc.constantFrom("viewer", "operator", "admin"), disabled: fc.boolean() }),
  }),
);

/** A tenant of few apps, many rules, users with and without groups; the first device is the first user's, and so on. */
export const tenantState: fc.Arbitrary<TenantState> = fc
  .record({
    apps: fc.array(fc.tuple(fc.constantFrom(...APPS), appSpec), { minLength: 2, maxLength: 6 }),
    policies: fc.array(fc.tuple(fc.constantFrom("r1", "r2", "r3", "r4", "r5", "r6"), policySpec), {
      minLength: 2,
      maxLength: 8,
    }),
    users: fc.array(fc.tuple(some(GROUPS, 2), fc.constantFrom("", ...UNITS), fc.constantFrom(...RARELY)), {
      minLength: 3,
      maxLength: 3,
    }),
    devices: fc.array(fc.tuple(fc.constantFrom(...CLASSES), fc.constantFrom(...RARELY)), {
      minLength: 3,
      maxLength: 3,
    }),
  })
  .map(({ apps, policies, users, devices }) => ({
    ...emptyTenant("demo"),
    configRev: 7,
    apps: new Map(apps),
    policies: new Map([...new Map(policies)].sort(([a, x], [b, y]) => x.order - y.order || (a < b ? -1 : 1))),
    users: new Map(
      users.map(([groups, organizationUnit, inactive], i) => [
        USERS[i]!,
        { ...NOTHING_SAID.User, email: `${USERS[i]}@corp.example`, groups, organizationUnit, inactive },
      ]),
    ),
    networks: new Map([
      ["office", { cidrs: ["192.0.2.0/24", "2001:db8::/32"] }],
      ["lab", { cidrs: ["198.51.100.0/28"] }],
    ]),
    notices: new Map([["blocked", { title: "Blocked", text: "{app} is not for {user}." }]]),
    devices: new Map(
      devices.map(([classification, revoked], i) => [DEVICES[i]!, { user: USERS[i]!, classification, revoked }]),
    ),
  }));

/** What a user asks from their own device. */
export const ownRequest: fc.Arbitrary<FlowRequest> = fc
  .tuple(
    fc.record({
      ...{ host: fc.constantFrom(...ASKED), port: fc.constantFrom(22, 80, 443), at: fc.nat(USERS.length - 1) },
      protocol: fc.constantFrom("tcp" as const, "udp" as const),
    }),
    circumstances,
  )
  .map(([{ at, ...flow }, about]) => ({ ...flow, ...about, user: USERS[at]!, device: DEVICES[at]! }));
