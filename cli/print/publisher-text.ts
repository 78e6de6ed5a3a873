/** What `publisher status` says, as people read it. */
import type { Plain } from "../../core/config/located.ts";
import { printTable } from "./table.ts";

export interface GatewayReach {
  /** host:port, as configured. */
  readonly gateway: string;
  /** Its address stands in the configuration, or came from this host's resolver. */
  readonly found: "address" | "dns";
  readonly addresses: readonly string[];
  /** Why no mutual TLS connection came about; null: one did. */
  readonly fault: string | null;
}

export interface PublisherReport {
  readonly enrolled_as: string;
  readonly certificate_until: string;
  /** It has a tunnel. */
  readonly running: boolean;
  readonly gateways: readonly GatewayReach[];
  /** As its status file tells them. */
  readonly tunnels: readonly Plain[];
  readonly apps: readonly string[];
  readonly resolved: readonly {
    readonly name: string;
    readonly addresses: readonly string[];
    readonly fault: string | null;
  }[];
}

export function publisherText(report: PublisherReport): string {
  const { enrolled_as, certificate_until, running, gateways, tunnels, apps, resolved } = report;
  const by = { address: "as configured", dns: "by DNS" } as const;
  return [
    `enrolled as ${enrolled_as}, certificate until ${certificate_until}\n`,
    `${running ? "running" : "NOT running, or without a tunnel"}, ${tunnels.length} tunnels, ${apps.length} apps\n`,
    ...(apps.length === 0 ? [] : [`apps: ${apps.join(", ")}\n`]),
    "\n",
    printTable(
      ["gateway", "address", "found", "tls"],
      gateways.map((one) => [one.gateway, one.addresses.join(" "), by[one.found], one.fault ?? "ok"]),
    ),
    ...(resolved.length === 0
      ? []
      : [
          "\n",
          printTable(
            ["name", "resolved here"],
            resolved.map((one) => [one.name, one.fault ?? one.addresses.join(" ")]),
          ),
        ]),
  ].join("");
}
