/** The process whose connection a flow is, on the wire: in an open, and in the record. */
import { PATH_HASH_BYTES, PROCESS_NAME_MAX, type ProcessTold } from "../../core/record/process-told.ts";
import type { wayleave } from "../../proto/gen/wayleave.js";
import { bytes, optionalHex } from "./event-fields.ts";
import { MalformedMessage } from "./message-codec.ts";

type Wire = wayleave.event.v1.ProcessTold.$Properties;

export function processToWire(process: ProcessTold | undefined): { readonly process?: Wire } {
  return process === undefined ? {} : { process: processFields(process) };
}

/** `Open.program` has the same fields. */
export const processFields = ({ name, pathHash, uid }: ProcessTold): Wire => ({
  ...{ name, pathHash: bytes(pathHash) },
  ...(uid === undefined ? {} : { uid }),
});

/** Throws MalformedMessage. */
export function processOf(wire: Wire | null | undefined): { readonly process?: ProcessTold } {
  if (wire === null || wire === undefined) return {};
  const { name, pathHash, uid } = wire;
  if ((name?.length ?? 0) > PROCESS_NAME_MAX) throw new MalformedMessage(`process.name has ${name?.length} letters`);
  return {
    process: {
      ...{ name: name ?? "", pathHash: optionalHex(pathHash, "process.path_hash", PATH_HASH_BYTES) },
      ...(uid === null || uid === undefined ? {} : { uid }),
    },
  };
}
