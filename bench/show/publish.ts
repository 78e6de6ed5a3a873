/** Publishes apps that stand on this machine through a running demo estate, as its operators would. */
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Estate } from "./estate.ts";

export interface Published {
  readonly name: string;
  /** Name and port that programs ask for. */
  readonly host: string;
  readonly port: number;
  /** Port on 127.0.0.1 that the publisher dials. */
  readonly origin: number;
}

export async function publish(estate: Estate, apps: readonly Published[]): Promise<void> {
  const documents = apps.map(({ name, host, port, origin }) => ({
    kind: "App",
    name,
    spec: { hosts: [host], ports: [`tcp/${port}`], publishers: ["demo-publisher"], origin: `127.0.0.1:${origin}` },
  }));
  const names = apps.map((app) => app.name);
  const policy = { kind: "Policy", name: `${names[0]} and others for all`, spec: { action: "allow", apps: names } };
  const file = join(estate.data, `${names[0]}.yaml`);
  // JSON is YAML.
  writeFileSync(file, [...documents, policy].map((one) => JSON.stringify(one)).join("\n---\n"));
  const ports = apps.map((app) => app.origin).join(", ");
  appendFileSync(join(estate.data, "publisher", "allow.yaml"), `  - { cidr: 127.0.0.1/32, ports: [${ports}] }\n`);
  const applied = await estate.wayleave("apply", "-f", file);
  if (applied.exit !== 0) throw new Error(`apply failed: ${applied.stderr}${applied.stdout}`);
}
