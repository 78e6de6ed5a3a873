/** The development authority of `up`, and the certificates of what runs on this machine. */
import { chmodSync, cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { initAuthority, issue } from "../../io/pki/authority.ts";
import { readIdentity } from "../../io/pki/identity.ts";
import type { Role } from "../../io/pki/spiffe.ts";
import type { Layout } from "../layout.ts";
import { gatewayName, LOCAL_OPERATOR, TENANT, TRUST_DOMAIN } from "../up/part-config.ts";

const DAY_MS = 86_400_000;
/** Nobody rotates the certificates of a development system while it is up. */
const LIFETIME_MS = 365 * DAY_MS;
/** One that ends sooner than this is made anew at the start. */
const RENEW_BEFORE_MS = 90 * DAY_MS;

export async function preparePki(layout: Layout, gateways: number): Promise<void> {
  if (!existsSync(join(layout.pki, "root", "key.pem"))) await initAuthority(layout.pki, TRUST_DOMAIN);
  const made: Promise<void>[] = [];
  for (let i = 0; i < gateways; i++) {
    made.push(ensure(layout, "gateway", gatewayName(i), join(layout.pki, gatewayName(i))));
  }
  made.push(ensure(layout, "operator", LOCAL_OPERATOR, layout.operator));
  made.push(ensure(layout, "analytics", "analytics-1", join(layout.pki, "analytics-1")));
  await Promise.all(made);
  // Agent and publisher read nothing but their own folder.
  for (const own of [layout.agent, layout.publisher]) {
    cpSync(layout.trust, join(own, "trust"), { recursive: true });
    chmodSync(join(own, "trust"), 0o700);
  }
}

async function ensure(layout: Layout, role: Role, id: string, folder: string): Promise<void> {
  if (isGood(folder)) return;
  await issue({ authority: layout.pki, role, tenant: TENANT, id, folder, lifetimeMs: LIFETIME_MS });
}

function isGood(folder: string): boolean {
  try {
    return readIdentity(folder).leaf.validToDate.getTime() - Date.now() > RENEW_BEFORE_MS;
  } catch {
    return false;
  }
}

/** Whether what enrols by itself has done so, with a certificate that is still in force. */
export function isEnrolled(folder: string): boolean {
  try {
    return readIdentity(join(folder, "identity")).leaf.validToDate.getTime() > Date.now();
  } catch {
    return false;
  }
}
