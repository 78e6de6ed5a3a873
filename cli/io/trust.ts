/** `ca`: an authority, and certificates made by hand. */
import { resolve } from "node:path";
import { initAuthority, issue } from "../../io/pki/authority.ts";
import { IdentityFault } from "../../io/pki/identity.ts";
import { isRole, ROLES, spiffeText } from "../../io/pki/spiffe.ts";
import { CommandFault, usage } from "./fault.ts";

export async function caInit(dir: string, domain: string): Promise<void> {
  await told(() => initAuthority(dir, domain));
  process.stdout.write(
    `${resolve(dir)}: authority of ${domain}; take root/ and gateway/ offline, give trust/ to every part\n`,
  );
}

export async function caIssue(o: {
  dir: string;
  role: string;
  id: string;
  tenant: string;
  out: string;
}): Promise<void> {
  const { role } = o;
  if (!isRole(role)) throw usage(`ROLE must be one of ${ROLES.join(", ")}; is ${JSON.stringify(role)}`);
  const made = await told(() => issue({ authority: o.dir, role, tenant: o.tenant, id: o.id, folder: o.out }));
  process.stdout.write(`${resolve(o.out)}: ${spiffeText(made.spiffe)} until ${made.leaf.validTo}\n`);
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof IdentityFault ? new CommandFault(error.message, 1, { cause: error }) : error;
  }
}
