/** A try of a port that nobody offers: which apps have that host, on other ports. */
import type { Srp } from "../../core/policy/srp.ts";
import { SteerTable } from "../steer.ts";

/** Apps that one miss names. */
const APPS_MAX = 4;

/** `host`: in normal form. By their names, as the SRP has them. */
export function missedApps(srp: Srp | undefined, host: string): string[] {
  const has = ({ hosts }: Srp["entries"][number]) =>
    new SteerTable({ version: 0, entries: [{ app: "", hosts }], privateDomains: [] }).steer(host).kind === "app";
  const found: string[] = [];
  for (const entry of srp?.entries ?? []) {
    if (has(entry)) found.push(entry.app);
    if (found.length >= APPS_MAX) break;
  }
  return found;
}
