/** Wayleave's own parts in the lab: authority and configuration, then each started as an operator would. */
import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plain } from "../../../core/config/located.ts";
import { initAuthority, issue } from "../../../io/pki/authority.ts";
import { printYaml } from "../../../io/yaml.ts";
import {
  ALLOWED,
  type Chosen,
  DEVICE,
  folderOf,
  GATEWAYS,
  type LabPart,
  labParts,
  operatorFolder,
  PUBLISHERS,
  runFile,
  TENANT,
  TRUST_DOMAIN,
} from "../part-files.ts";
import { type Places, run } from "./places.ts";
import { LabProcess } from "./processes.ts";

const CLI = join(import.meta.dirname, "..", "..", "..", "cli", "main.ts");
const ESTATE = join(import.meta.dirname, "..", "estate.yaml");
const OPERATOR_MS = 30_000;
/** What only reads and stores gives way to what carries. */
const YIELDING: readonly string[] = ["clickhouse", "analytics"];
const YIELDING_NICE = 10;
const NODE_WORDS = ["--disable-warning=ExperimentalWarning", CLI];

export async function prepareEstate(data: string, chosen: Chosen): Promise<void> {
  const ca = join(data, "ca");
  await initAuthority(ca, TRUST_DOMAIN);
  const made = (role: "gateway" | "operator" | "analytics", id: string, folder: string) =>
    issue({ authority: ca, role, tenant: TENANT, id, folder });
  await Promise.all([
    ...GATEWAYS.map((name) => made("gateway", name, join(folderOf(data, name), "identity"))),
    made("operator", "lab", join(operatorFolder(data), "keys", "operator")),
    made("analytics", "analytics", join(folderOf(data, "analytics"), "identity")),
  ]);
  mkdirSync(join(data, "keys"), { mode: 0o700 });
  for (const key of ["clickhouse", "console", "otlp"]) {
    const text = randomBytes(24).toString("hex");
    for (const folder of ["keys", "operator/keys"])
      writeFileSync(join(data, folder, `${key}.key`), text, { mode: 0o600 });
  }
  cpSync(join(ca, "trust"), join(operatorFolder(data), "pki", "trust"), { recursive: true });
  writeFileSync(join(operatorFolder(data), "run.json"), JSON.stringify(runFile()), { mode: 0o600 });
  for (const part of labParts(data, chosen)) preparePart(data, part);
}

function preparePart(data: string, part: LabPart): void {
  const own = folderOf(data, part.name);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  write(configOf(data, part), part.config);
  if (part.kind === "gateway") for (const name of ["spool", "snapshots"]) mkdirSync(join(own, name), { mode: 0o700 });
  if (part.kind === "clickhouse") mkdirSync(join(own, "data"), { mode: 0o700 });
  if (part.kind === "publisher") write(join(own, "allow.yaml"), ALLOWED);
  if (part.kind === "publisher" || part.kind === "agent") {
    cpSync(join(data, "ca", "trust"), join(own, "trust"), { recursive: true });
  }
}

const write = (file: string, value: Plain): void => writeFileSync(file, printYaml([value]), { mode: 0o600 });
const configOf = (data: string, part: LabPart): string => join(folderOf(data, part.name), `${part.name}.yaml`);

/** Gateways first; then what the operator configures; then who joins by a token. Told as each is ready. */
export async function startEstate(
  places: Places,
  data: string,
  chosen: Chosen,
  told: (part: LabPart, process: LabProcess) => void,
): Promise<void> {
  const parts = labParts(data, chosen);
  const start = async (...kinds: LabPart["kind"][]) => {
    const chosen = parts.filter(({ kind }) => kinds.includes(kind));
    await Promise.all(chosen.map(async (part) => told(part, await startPart(places, data, part))));
  };
  const operate = (...words: string[]) => {
    const all = [...NODE_WORDS, ...words, "--data", operatorFolder(data)];
    return run(...places.inside("pop-1", process.execPath, all), "", OPERATOR_MS);
  };
  await start("gateway", "clickhouse");
  await operate("apply", "-f", ESTATE);
  const token = (role: string, name: string, folder: string) =>
    operate("token", role, name, "--out", join(folderOf(data, folder), "token"));
  await Promise.all([
    ...PUBLISHERS.map((name) => token("publisher", name, name)),
    token("device", DEVICE, "agent"),
    start("analytics"),
  ]);
  await start("publisher", "agent");
}

function startPart(places: Places, data: string, part: LabPart): Promise<LabProcess> {
  const words = [...NODE_WORDS, part.kind, "--config", configOf(data, part)];
  return LabProcess.start({
    name: part.name,
    command: places.inside(part.place, process.execPath, words),
    outputFile: join(folderOf(data, part.name), "output.log"),
    ...(YIELDING.includes(part.kind) ? { niceBy: YIELDING_NICE } : {}),
  });
}
