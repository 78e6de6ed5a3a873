/**
 * Makes proto/gen from the .proto files: protobufjs static code with typed declarations.
 * `--check` writes nothing and fails where the committed code is not what the .proto files give.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const here = import.meta.dirname;
const check = process.argv.includes("--check");
const target = check ? mkdtempSync(join(tmpdir(), "wayleave-gen-")) : join(here, "gen");
mkdirSync(target, { recursive: true });

/** Ours, and the OTLP that others define (version 1.9.0 of opentelemetry-proto, as it is): one file of code each. */
const FAMILIES = ["wayleave", "opentelemetry"];
const pbjs = join(here, "..", "node_modules", "protobufjs-cli", "bin", "pbjs");

for (const family of FAMILIES) {
  const protos = readdirSync(join(here, family), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".proto"))
    .sort()
    .map((name) => join(here, family, name));
  execFileSync(process.execPath, [
    ...[pbjs, "-t", "static-module", "-w", "es6", "--dts", "--null-semantics", "--force-number", "--no-service"],
    ...["--no-delimited", "--no-verify", "-p", here, "-r", family, "-o", join(target, `${family}.js`), ...protos],
  ]);
}

if (check) {
  const stale = readdirSync(target).filter(
    (name) => readFileSync(join(target, name), "utf8") !== readFileSync(join(here, "gen", name), "utf8"),
  );
  rmSync(target, { recursive: true });
  if (stale.length > 0) {
    console.error(`proto/gen is not what the .proto files give (${stale.join(", ")}): run npm run gen`);
    process.exit(1);
  }
}
