/** `apply`, `get`, `delete`: what operators configure, through the Admin RPC of any gateway. */
import { KINDS, kindOf } from "../../core/config/object.ts";
import { type PlainObject, toPlain } from "../../core/config/print.ts";
import { printYaml } from "../../io/yaml.ts";
import type { Format } from "../args.ts";
import { layoutOf } from "../layout.ts";
import { printTable } from "../table.ts";
import { type AdminChange, AdminClient, type Applied, type Got } from "./admin-client.ts";
import { applyPlaced, readObjects } from "./documents.ts";
import { CommandFault, usage } from "./fault.ts";
import { print } from "./print.ts";
import { runningSystem } from "./run-files.ts";

/** What exists because something runs; it can be listed, not applied. */
const LIVE_KINDS = ["gateway", "attachment", "session"] as const;

export async function withAdmin<T>(data: string, work: (admin: AdminClient) => Promise<T>): Promise<T> {
  const layout = layoutOf(data);
  const { endpoints } = runningSystem(layout.runFile);
  const admin = new AdminClient({ gateways: endpoints.gateways, identity: layout.operator, trust: layout.trust });
  try {
    return await work(admin);
  } finally {
    admin.close();
  }
}

export async function apply(data: string, files: readonly string[], format: Format): Promise<void> {
  const placed = readObjects(files);
  const applied = await withAdmin(data, (admin) => applyPlaced(admin, placed));
  printApplied(applied, format);
}

export async function remove(data: string, kind: string, name: string, format: Format): Promise<void> {
  const known = configKind(kind);
  const applied = await withAdmin(data, (admin) => admin.delete(known, name));
  if (applied.mistakes.length > 0) {
    throw new CommandFault(applied.mistakes.map((one) => one.text).join("\n"));
  }
  printApplied(applied, format);
}

export async function get(data: string, kind: string, name: string | undefined, format: Format): Promise<void> {
  const live = LIVE_KINDS.find((one) => [one, `${one}s`].includes(kind.toLowerCase()));
  if (live !== undefined) return printLive(await withAdmin(data, (admin) => listLive(admin, live)), name, format);
  const asked = configKind(kind);
  const got = await withAdmin(data, (admin) => admin.get(asked, name));
  const objects = got.objects.map(toPlain);
  if (format === "yaml") process.stdout.write(printYaml(objects));
  else if (format === "json") print("json", objects);
  else process.stdout.write(printTable(["kind", "name", "spec"], objects.map(objectRow)));
}

const objectRow = ({ kind, name, spec }: PlainObject): string[] => [kind, name, specText(spec)];

const specText = (spec: PlainObject["spec"]): string =>
  Object.entries(spec)
    .map(([key, value]) => `${key}=${Array.isArray(value) ? value.join(",") : String(value)}`)
    .join(" ");

/** The log tells every gateway of gateways and attachments; of a session only its own gateway knows. */
async function listLive(admin: AdminClient, kind: (typeof LIVE_KINDS)[number]): Promise<Got["live"]> {
  if (kind !== "session") return (await admin.get(kind)).live;
  const { live, silent } = await admin.getOfEach(kind);
  for (const at of silent) process.stderr.write(`gateway ${at}: no answer, its sessions are not listed\n`);
  return live;
}

function printLive(live: Got["live"], name: string | undefined, format: Format): void {
  const rows = live.filter((one) => name === undefined || one.name === name);
  if (name !== undefined && rows.length === 0) throw new CommandFault(`${name} does not exist now`);
  if (format !== "table") {
    print(
      format,
      rows.map((one) => ({ name: one.name, ...one.fields })),
    );
    return;
  }
  const fields = [...new Set(rows.flatMap((one) => Object.keys(one.fields)))];
  process.stdout.write(
    printTable(
      ["name", ...fields],
      rows.map((one) => [one.name, ...fields.map((f) => one.fields[f] ?? "")]),
    ),
  );
}

function configKind(kind: string): string {
  const known = kindOf(kind);
  if (known !== undefined) return known;
  const kinds = [...KINDS, ...LIVE_KINDS].map((one) => one.toLowerCase());
  throw usage(`KIND ${JSON.stringify(kind)} is not known: it is one of ${kinds.join(", ")}, singular or plural`);
}

function printApplied(applied: Applied, format: Format): void {
  const { changes, asOf, configRev } = applied;
  if (format === "table") for (const one of changes) process.stdout.write(`${changeText(one)}\n`);
  else print(format, { changes: changes.map((one) => ({ ...one })), as_of: asOf, config_rev: configRev });
}

const changeText = ({ kind, name, what }: AdminChange): string => `${kind} ${name} ${what}`;
