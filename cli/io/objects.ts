/** `get` and `delete`: what operators configure, through the Admin RPC of any gateway. */
import { KINDS, kindOf } from "../../core/config/object.ts";
import { type PlainObject, toPlain } from "../../core/config/print.ts";
import { printYaml } from "../../io/yaml.ts";
import type { Format } from "../args.ts";
import { printTable } from "../print/table.ts";
import type { AdminClient, Got } from "./admin-client.ts";
import { taken } from "./apply.ts";
import { CommandFault, usage } from "./fault.ts";
import { print } from "./print.ts";
import { type SystemFlags, withAdmin } from "./system.ts";

/** What exists because something runs; it can be listed, not applied. */
const LIVE_KINDS = ["gateway", "attachment", "session", "token", "denial"] as const;

export interface GetFlags extends SystemFlags {
  readonly output: Format;
}

export async function remove(kind: string, name: string, flags: GetFlags & { expect?: number }): Promise<void> {
  const known = configKind(kind);
  const applied = await withAdmin(flags, (admin) => admin.delete(known, name, flags.expect));
  const { changes, asOf } = taken(applied, []);
  const plain = changes.map((one) => ({ kind: one.kind, name: one.name, what: one.what }));
  if (flags.output === "table") for (const one of plain) process.stdout.write(`${one.kind} ${one.name} ${one.what}\n`);
  else print(flags.output, { changes: plain, as_of: asOf });
}

export async function get(kind: string, name: string | undefined, flags: GetFlags): Promise<void> {
  const { output: format } = flags;
  const live = LIVE_KINDS.find((one) => [one, `${one}s`].includes(kind.toLowerCase()));
  if (live !== undefined) return printLive(await withAdmin(flags, (admin) => listLive(admin, live)), name, format);
  const asked = configKind(kind);
  const got = await withAdmin(flags, (admin) => admin.get(asked, name));
  const objects = got.objects.map(toPlain);
  if (format === "yaml") process.stdout.write(printYaml(objects));
  else if (format === "json") print("json", objects);
  else
    process.stdout.write(
      printTable(
        ["kind", "name", "revision", "spec"],
        objects.map((one, at) => objectRow(one, got.revisions[at])),
      ),
    );
}

const objectRow = ({ kind, name, spec }: PlainObject, revision = 0): string[] => {
  return [kind, name, String(revision), specText(spec)];
};

const specText = (spec: PlainObject["spec"]): string =>
  Object.entries(spec)
    .map(([key, value]) => `${key}=${Array.isArray(value) ? value.join(",") : String(value)}`)
    .join(" ");

/** The log tells every gateway of gateways and attachments; of a session, or a denial, only its own gateway knows. */
async function listLive(admin: AdminClient, kind: (typeof LIVE_KINDS)[number]): Promise<Got["live"]> {
  if (kind !== "session" && kind !== "denial") return (await admin.get(kind)).live;
  const { live, silent } = await admin.getOfEach(kind);
  for (const at of silent) process.stderr.write(`gateway ${at}: no answer, its ${kind}s are not listed\n`);
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
