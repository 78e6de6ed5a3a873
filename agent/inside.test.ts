/** What an agent says of its SRP and of itself. */
import { describe, expect, it } from "@jest/globals";
import type { Srp, SrpEntry } from "../core/policy/srp.ts";
import { insideOf, LISTED_MAX } from "./inside.ts";
import { srpChanges } from "./srp-words.ts";

const entry = (app: string, more: Partial<SrpEntry> = {}): SrpEntry => ({
  ...{ app, hosts: [`${app}.corp.example`], ports: [{ protocol: "tcp", from: 80, to: 80 }] },
  ...{ action: "allow", usePublisherDns: false, ...more },
});
const srp = (entries: readonly SrpEntry[]): Srp => ({ version: 7, entries, privateDomains: ["corp.example"] });

describe("changes of an SRP", () => {
  it("are all of it at first, then what is new or different, and what has gone", () => {
    const first = srp([entry("wiki"), entry("db"), entry("games", { action: "remediate" })]);
    expect(srpChanges(undefined, first).told.map(({ app, action }) => `${app} ${action}`)).toEqual([
      ...["wiki allow", "db allow", "games block"],
    ]);
    const ports = [{ protocol: "udp" as const, from: 1_000, to: 2_000 }];
    const next = srp([entry("wiki"), entry("db", { ports, usePublisherDns: true }), entry("new")]);
    expect(srpChanges(first, next)).toEqual({
      told: [
        { app: "db", hosts: ["db.corp.example"], ports: ["udp/1000-2000"], action: "allow", publisher_dns: true },
        { app: "new", hosts: ["new.corp.example"], ports: ["tcp/80"], action: "allow", publisher_dns: false },
      ],
      gone: ["games"],
    });
    expect(srpChanges(next, { ...next, version: 9 })).toEqual({ told: [], gone: [] });
  });

  it("name as many hosts of an app as a line takes", () => {
    const hosts = Array.from({ length: 60 }, (_, n) => `h${n}.corp.example`);
    const [told] = srpChanges(undefined, srp([entry("many", { hosts })])).told;
    expect([told!.hosts.length, told!.hosts.at(-1)]).toEqual([51, "(10 more)"]);
  });
});

describe("the inside of an agent", () => {
  const facts = {
    ...{ srp: undefined, srpHash: undefined, unmatched: "refuse" as const, capture: true, gateways: [], leases: [] },
    ...{ stubRange: { base: 0x6440_0000, bits: 16 } },
    counters: { flows_live: 3, associations_live: 1, opens_in_flight: 2 },
  } as const;

  it("says that there is no SRP yet", () => {
    expect(insideOf(facts)).toEqual({
      ...{ srp: null, gateways: [], leases: [], leases_left_out: 0 },
      steering: { unmatched: "refuse", capture: true, stub_range: "100.64.0.0/16" },
      flows: { live: 3, associations: 1, opening: 2 },
    });
  });

  it("lists so many apps and leases, and says how many are left out", () => {
    const many = Array.from({ length: LISTED_MAX + 2 }, (_, n) => entry(`app-${n}`));
    const leases = many.map(({ app }, n) => ({ name: app, address: 0x6440_0001 + n }));
    const inside = insideOf({ ...facts, srp: srp(many), srpHash: "ab", leases });
    expect(inside.srp).toMatchObject({ version: 7, hash: "ab", entries_left_out: 2 });
    expect(inside.srp!.entries).toHaveLength(LISTED_MAX);
    expect([inside.leases.length, inside.leases_left_out]).toEqual([LISTED_MAX, 2]);
    expect(inside.leases[0]).toEqual({ name: "app-0", address: "100.64.0.1" });
  });
});
