/**
 * 64-bit fields are numbers, as the generated types say.
 *
 * The generator is told so, but where the package `long` is installed (it is, by way of the protobuf library itself)
 * the reader gives objects, and so do the defaults of absent fields. A number past 2^53 comes out inexact, and every
 * decoder refuses it; of OTLP, whose times are such numbers, `otlp.ts` brings a reader of its own.
 */
import protobuf from "protobufjs/minimal.js";
import { opentelemetry } from "../../proto/gen/opentelemetry.js";
import { wayleave } from "../../proto/gen/wayleave.js";

protobuf.util.Long = undefined as never;
protobuf.configure();
plainDefaults(wayleave);
plainDefaults(opentelemetry);

/** Messages keep the defaults of their fields on their prototype. */
function plainDefaults(namespace: object): void {
  for (const member of Object.values(namespace)) {
    if (typeof member === "object" && member !== null) plainDefaults(member);
    if (typeof member !== "function") continue;
    const prototype = member.prototype as Record<string, unknown>;
    for (const [name, value] of Object.entries(prototype)) {
      if (typeof value === "object" && value !== null && "unsigned" in value) prototype[name] = 0;
    }
    plainDefaults(member);
  }
}
