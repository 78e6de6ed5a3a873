/** Fields that events of both logs have on the wire: ids as hex text, counts below 2^53, texts that must be there. */
import type { Hex } from "../../core/control/event.ts";
import { TENANT_FORM } from "../../core/tenancy.ts";
import { MalformedMessage } from "./message-codec.ts";

export const bytes = (of: Hex): Buffer => Buffer.from(of, "hex");

export function hex(value: Uint8Array | null | undefined, field: string, length?: number): Hex {
  if (!value || value.length === 0 || (length !== undefined && value.length !== length)) {
    throw new MalformedMessage(`${field} must have ${length ?? "some"} bytes, has ${value?.length ?? 0}`);
  }
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex");
}

/** "" where it is absent. */
export const optionalHex = (value: Uint8Array | null | undefined, field: string, length?: number): Hex =>
  value && value.length > 0 ? hex(value, field, length) : "";

/** Of names, addresses, SPIFFE ids the longest has 400 letters. What is longer would stay in every reader's memory. */
const TEXT_LETTERS_MAX = 1_024;

export function text(value: string | null | undefined, field: string): string {
  if (!value) throw new MalformedMessage(`${field} is missing`);
  if (value.length > TEXT_LETTERS_MAX) throw new MalformedMessage(`${field} has ${value.length} letters`);
  return value;
}

/** Past 2^53 a number no longer is the one that was sent. */
export function count(value: number | null | undefined, field: string): number {
  const number = value ?? 0;
  if (!Number.isSafeInteger(number) || number < 0) throw new MalformedMessage(`${field} is past 2^53`);
  return number;
}

/** As certificates name it; "": of nobody's, such as a gateway's own. */
export function tenantText(value: string | null | undefined): string {
  if (!value || tenants.has(value)) return value ?? "";
  if (!TENANT_FORM.test(value)) throw new MalformedMessage("tenant is no tenant's name");
  if (tenants.size >= TENANTS_MAX) tenants.clear();
  tenants.add(value);
  return value;
}

/** Each event names its tenant, and tenants are few: a name is looked at once. */
const TENANTS_MAX = 1_024;
const tenants = new Set<string>();
