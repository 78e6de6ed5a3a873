/** `wayleave scim token NAME`: a bearer token by which a directory provisions users and groups. */
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { NOTHING_SAID } from "../../core/config/defaults.ts";
import type { DirectorySpec } from "../../core/config/object.ts";
import { randomBytes } from "../../io/entropy.ts";
import { writeSecret } from "../up/io/private-files.ts";
import type { AdminClient } from "./admin-client.ts";
import { CommandFault } from "./fault.ts";
import { withAdmin } from "./system.ts";

const TOKEN_BYTES = 32;

export function addScim(program: Command, withData: (command: Command) => Command): void {
  const scim = program.command("scim").description("directories that provision users and groups (SCIM 2.0)");
  withData(scim.command("token"))
    .description("a bearer token for a directory, written to a file; the directory is made where it is new")
    .argument("<name>", "what the directory is called here, such as entra")
    .requiredOption("--out <file>", "where it is written, for its owner alone")
    .option("--only", "no other token of this directory is good any more")
    .action((name: string, flags: { data: string; out: string; only?: boolean }) =>
      scimToken(resolve(flags.data), { name, out: flags.out, only: flags.only ?? false }),
    );
}

async function scimToken(data: string, o: { name: string; out: string; only: boolean }): Promise<void> {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const hash = createHash("sha256").update(token).digest("hex");
  await withAdmin({ data }, async (admin) => {
    const standing = await directoryOf(admin, o.name);
    const spec: DirectorySpec = { ...standing, tokenHashes: [...(o.only ? [] : standing.tokenHashes), hash] };
    // Before it is good: a token that nobody could read would be good for nobody.
    await writeSecret(o.out, `${token}\n`);
    const { mistakes } = await admin.apply([{ kind: "Directory", name: o.name, spec }]);
    if (mistakes.length === 0) return;
    rmSync(o.out, { force: true });
    throw new CommandFault(`directory ${o.name}: ${mistakes.map(({ text }) => text).join("; ")}`);
  });
  process.stdout.write(`${resolve(o.out)}: bearer token for directory ${o.name}\n`);
}

async function directoryOf(admin: AdminClient, name: string): Promise<DirectorySpec> {
  const { objects } = await admin.get("directories");
  const found = objects.find((object) => object.kind === "Directory" && object.name === name);
  return found?.kind === "Directory" ? found.spec : NOTHING_SAID.Directory;
}
