/** Whether a gateway tells receivers of alerts, and what it may do for that: `alerts` in its configuration. */
import type { PartFields } from "../../core/config/part-fields.ts";
import { splitHostPort } from "../../core/net/ip.ts";

export interface AlertsConfig {
  /** Folder of `<tenant>/<token_file>`, each of mode 0600; "": receivers that need a token are told nothing. */
  readonly tokens: string;
  /** host:port of receivers on loopback and other special addresses that may be told. */
  readonly allow: readonly string[];
}

/**
 * Who tells receivers says so among its roles, with the tenant of its certificate: of those of one tenant the first by
 * name does.
 */
export const alertsRole = (tenant: string): string => `alerts-${tenant}`;

export function alertsOf(value: unknown, fields: PartFields): AlertsConfig {
  const alerts = fields.mapping(value, "alerts", ["tokens", "allow"]);
  const allow = alerts["allow"] ?? [];
  const said = Array.isArray(allow) ? (allow as unknown[]) : [];
  if (!Array.isArray(allow)) fields.wrong("alerts.allow", "a list of host:port", allow);
  said.forEach((one, n) => {
    if (typeof one !== "string" || splitHostPort(one) === undefined)
      fields.wrong(`alerts.allow[${n}]`, "host:port", one);
  });
  const tokens = fields.optional(alerts["tokens"], "alerts.tokens", "a folder") ?? "";
  return { tokens, allow: said.map((one) => String(one).toLowerCase()) };
}
