/** Brings the demo estate into an empty log, and lets its device and publisher enrol. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { KINDS } from "../../../core/config/object.ts";
import { readYaml } from "../../../io/yaml.ts";
import type { AdminClient } from "../../io/admin-client.ts";
import { applyPlaced, readObjects } from "../../io/documents.ts";
import { CommandFault, say } from "../../io/fault.ts";
import { isEnrolled } from "../../io/pki.ts";
import { configFile, type Layout } from "../../layout.ts";
import { placeOrigins } from "../estate.ts";
import { DEMO_DEVICE, DEMO_PUBLISHER, LOCAL_OPERATOR } from "../part-config.ts";
import type { DemoPorts } from "../ports.ts";
import { writeSecret } from "./private-files.ts";

export const ESTATE_FILE = join(import.meta.dirname, "..", "..", "..", "deploy", "demo", "estate.yaml");
/** The token is used within seconds of its making. */
const TOKEN_LIFETIME_MS = 10 * 60_000;

/** The log of an earlier start names the demo's ports: they stay, whatever base is asked for now. */
export function keptDemoPorts(layout: Layout): DemoPorts | undefined {
  const file = configFile(layout, "demo");
  if (!existsSync(file)) return undefined;
  const root = readYaml(file, readFileSync(file, "utf8")).documents[0]?.root;
  const portOf = (key: string): number => {
    const value = root?.is === "map" ? root.entries.find((entry) => entry.key === key)?.value : undefined;
    return value?.is === "scalar" ? Number(String(value.value).split(":").at(-1)) : Number.NaN;
  };
  const ports = { wiki: portOf("wiki"), echo: portOf("echo"), closed: portOf("closed") };
  return Object.values(ports).every((port) => Number.isInteger(port) && port > 0) ? ports : undefined;
}

export async function applyEstate(admin: AdminClient, ports: DemoPorts): Promise<void> {
  if (!(await isUnwritten(admin))) return;
  const placed = readObjects([ESTATE_FILE]);
  const objects = placeOrigins(
    placed.map((one) => one.object),
    ports,
  );
  const { changes } = await applyPlaced(
    admin,
    placed.map((one, i) => ({ ...one, object: objects[i]! })),
  );
  say(`the demo estate is applied: ${changes.length} objects of ${ESTATE_FILE}`);
}

/** A configuration that operators have emptied is not an empty log; one that holds but its first operator is. */
async function isUnwritten(admin: AdminClient): Promise<boolean> {
  const configRev = Math.max(0, ...(await admin.statuses()).map((one) => one.configRev ?? 0));
  const { revisions } = await admin.get("Operator");
  if (configRev === 0) return true;
  if (revisions.length !== 1 || revisions[0] !== configRev) return false;
  const others = await Promise.all(KINDS.filter((kind) => kind !== "Operator").map((kind) => admin.get(kind)));
  return others.every(({ objects }) => objects.length === 0);
}

/** Who runs `up` is an admin by name, and from then on nobody is without a name. */
export async function ensureOperator(admin: AdminClient): Promise<void> {
  if ((await admin.get("Operator")).objects.length > 0) return;
  await admin.apply([{ kind: "Operator", name: LOCAL_OPERATOR, spec: { role: "admin", disabled: false } }]);
}

export async function issueTokens(admin: AdminClient, layout: Layout): Promise<void> {
  const wanted = [
    { role: "publisher", name: DEMO_PUBLISHER, folder: layout.publisher },
    { role: "device", name: DEMO_DEVICE, folder: layout.agent },
  ] as const;
  for (const { role, name, folder } of wanted) {
    if (isEnrolled(folder)) continue;
    try {
      const { token } = await admin.issueToken(role, name, TOKEN_LIFETIME_MS);
      await writeSecret(join(folder, "token"), `${token}\n`);
    } catch (error) {
      const hint = "this data holds another estate: use --no-demo, or another --data DIR";
      throw error instanceof CommandFault ? new CommandFault(`${error.message}; ${hint}`, 1, { cause: error }) : error;
    }
  }
}
