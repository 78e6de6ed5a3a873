/** Who may tell which fact of the control log. */
import { servesTenant } from "../tenancy.ts";
import type { Fact } from "./event.ts";

interface Writing {
  readonly writer: string;
  readonly tenant: string;
  readonly fact: Fact | { readonly type: "unknown" };
}

/**
 * Whether a fact of the control log is its writer's to tell: a gateway of one tenant tells nothing of another's, and
 * of a gateway's life it tells its own alone. The log doesn't prove who wrote: this holds apart what goes wrong, and
 * whoever can append to the log by other means is trusted with it. A writer without a SPIFFE id is not judged.
 */
export function mayTell({ writer, tenant, fact }: Writing): boolean {
  if (!writer.startsWith("spiffe://")) return true;
  const { own, role, id } = partsOf(writer);
  if (tenant !== "" && !servesTenant(own, tenant)) return false;
  switch (fact.type) {
    case "gateway-joined":
    case "gateway-left":
      return role === "gateway" && fact.gateway === id;
    case "gateway-lost":
      return role === "gateway" && fact.judge === id;
    case "publisher-attached":
      return role !== "gateway" || fact.gateway === id;
    default:
      return true;
  }
}

/** Few gateways write millions of facts: their ids are taken apart once. */
const WRITERS_MAX = 256;
const known = new Map<string, { readonly own: string; readonly role: string; readonly id: string }>();

function partsOf(writer: string) {
  const found = known.get(writer);
  if (found !== undefined) return found;
  const [, , , own = "", role = "", id = ""] = writer.split("/");
  if (known.size >= WRITERS_MAX) known.clear();
  known.set(writer, { own, role, id });
  return { own, role, id };
}
