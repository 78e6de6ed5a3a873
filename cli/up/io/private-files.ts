/** Folders and files that nobody else on the machine may read. */
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plain } from "../../../core/config/located.ts";
import { randomBytes } from "../../../io/entropy.ts";
import { replace } from "../../../io/status-file.ts";
import { printYaml } from "../../../io/yaml.ts";
import type { Layout } from "../../layout.ts";
import { gatewayName } from "../part-config.ts";

export function makeFolders(layout: Layout, gateways: number): void {
  const { data, config, pki, log, spool, clickhouse, keys, agent, publisher, status, output } = layout;
  const spools = Array.from({ length: gateways }, (_, i) => join(spool, gatewayName(i)));
  for (const folder of [data, config, pki, log, spool, ...spools, clickhouse, keys, agent, publisher, status, output]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // One that was there before may be open to others.
    chmodSync(folder, 0o700);
  }
}

export function ensureKey(file: string): void {
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
}

/** Mode 0600, whole or not at all. */
export const writeSecret = (file: string, text: string): Promise<void> => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  return replace(file, text);
};

export const writeYaml = (file: string, value: Plain): Promise<void> => replace(file, printYaml([value]));
