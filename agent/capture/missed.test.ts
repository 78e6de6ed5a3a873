/** Near misses: the apps that have the host, whatever their ports. */
import { expect, it } from "@jest/globals";
import type { Srp } from "../../core/policy/srp.ts";
import { missedApps } from "./missed.ts";

const entry = (app: string, ...hosts: string[]) =>
  ({ app, hosts, ports: [], action: "allow", usePublisherDns: false }) as const;
const SRP: Srp = {
  ...{ version: 1, privateDomains: [] },
  entries: [entry("wiki", "wiki.corp.example"), entry("any", "*.corp.example"), entry("net", "10.0.0.0/8")],
};

it("names the apps of the host, by name, wildcard and network, and none where there is none", () => {
  expect(missedApps(SRP, "wiki.corp.example")).toEqual(["wiki", "any"]);
  expect(missedApps(SRP, "10.1.2.3")).toEqual(["net"]);
  expect(missedApps(SRP, "elsewhere.example")).toEqual([]);
  expect(missedApps(undefined, "wiki.corp.example")).toEqual([]);
});

it("names a few where many have it", () => {
  const entries = Array.from({ length: 9 }, (_, n) => entry(`app-${n}`, "wiki.corp.example"));
  expect(missedApps({ ...SRP, entries }, "wiki.corp.example")).toHaveLength(4);
});
