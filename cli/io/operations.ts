/** `drain`, `revoke` and `token`: what operators do to what runs. */
import { resolve } from "node:path";
import { REVOCABLE } from "../../core/command/decision.ts";
import { kindOf } from "../../core/config/object.ts";
import type { Format } from "../args.ts";
import { printTable } from "../print/table.ts";
import { writeSecret } from "../up/io/private-files.ts";
import type { Commanded, Revoked } from "./admin-answers.ts";
import { CommandFault, usage } from "./fault.ts";
import { print } from "./print.ts";
import { type SystemFlags, withAdmin } from "./system.ts";

const DRAINABLE = ["gateway", "publisher"] as const;

export interface FormatFlags extends SystemFlags {
  readonly output: Format;
}

export async function drain(kind: string, name: string, flags: FormatFlags & { undo?: boolean }): Promise<void> {
  const known = DRAINABLE.find((one) => kind.toLowerCase() === one || kind.toLowerCase() === `${one}s`);
  if (known === undefined) throw usage(`KIND must be one of ${DRAINABLE.join(", ")}; is ${JSON.stringify(kind)}`);
  const done = ruled(await withAdmin(flags, (admin) => admin.drain(known, name, flags.undo ?? false)));
  printDone(done, flags.output);
}

export async function revoke(kind: string, name: string, flags: FormatFlags & { now?: boolean }): Promise<void> {
  const known = REVOCABLE.find((one) => one === kindOf(kind));
  const kinds = REVOCABLE.map((one) => one.toLowerCase()).join(", ");
  if (known === undefined) throw usage(`KIND must be one of ${kinds}; is ${JSON.stringify(kind)}`);
  const done = ruled(await withAdmin(flags, (admin) => admin.revoke(known, name, flags.now ?? false)));
  printDone(done, flags.output, flags.now ? nowText(done) : []);
}

/** Who enforces it: the gateway that was asked, and those that it has told. */
function nowText({ recorded, told }: Revoked): string[] {
  const silent = told.filter(({ denies }) => !denies);
  return [
    ...(told.length === silent.length ? [] : [`enforced by ${told.length - silent.length + 1} gateways`]),
    ...silent.map(({ gateway, whyNot }) => `NOT YET enforced by ${gateway} (${whyNot}): it is told again until it is`),
    ...(recorded
      ? []
      : ["the control log does not take it now: it is enforced all the same, and written when it does"]),
  ];
}

export async function revokeToken(hash: string, flags: FormatFlags): Promise<void> {
  ruled(await withAdmin(flags, (admin) => admin.revokeToken(hash.toLowerCase())));
  if (flags.output === "table") process.stdout.write(`token ${hash} can't be used any more\n`);
  else print(flags.output, { token: hash, revoked: true });
}

export interface TokenFlags extends SystemFlags {
  readonly out: string;
  readonly lifetime?: number;
}

/** Writes a token into a file of its owner's alone. */
export async function token(role: string, name: string, { out, lifetime = 0, ...flags }: TokenFlags): Promise<void> {
  if (role !== "device" && role !== "publisher")
    throw usage(`ROLE must be device or publisher; is ${JSON.stringify(role)}`);
  const issued = await withAdmin(flags, (admin) => admin.issueToken(role, name, lifetime));
  await writeSecret(out, `${issued.token}\n`);
  const until = new Date(issued.expiresAtUs / 1000).toISOString();
  process.stdout.write(`${resolve(out)}: token for ${role} ${name}, to be used once until ${until}\n`);
}

function ruled<T extends Commanded>(done: T): T {
  if (done.mistakes.length > 0) throw new CommandFault(done.mistakes.map(({ text }) => text).join("\n"));
  return done;
}

function printDone(done: Commanded & Partial<Revoked>, format: Format, more: readonly string[] = []): void {
  const changes = done.changes.map(({ kind, name, what }) => ({ kind, name, what }));
  if (format !== "table") {
    const told = done.told?.map(({ gateway, denies, whyNot }) => ({ gateway, denies, why_not: whyNot || null }));
    const now = done.recorded === undefined ? {} : { recorded: done.recorded, told: told ?? [] };
    return print(format, { changes, as_of: done.asOf, ...now });
  }
  process.stdout.write(
    printTable(
      ["kind", "name", "what"],
      changes.map(({ kind, name, what }) => [kind, name, what]),
    ),
  );
  for (const line of more) process.stdout.write(`${line}\n`);
}
