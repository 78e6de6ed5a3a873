/** What the record keeps of a verdict on the wire. What is malformed is refused. */
import type { Judged, JudgedAgain, SessionTold } from "../../core/record/judged.ts";
import type { wayleave } from "../../proto/gen/wayleave.js";
import { bytes, count, hex, text } from "./event-fields.ts";

type Maybe<T> = T | null | undefined;

export const judgedToWire = (judged: Judged | undefined) =>
  judged && { judged: { ...judged, inputs: bytes(judged.inputs) } };

export function judgedOf(wire: Maybe<wayleave.event.v1.Judged.$Properties>): { readonly judged?: Judged } {
  if (wire === null || wire === undefined) return {};
  return {
    judged: {
      userName: wire.userName ?? "",
      atUs: count(wire.atUs, "judged.at_us"),
      asOf: count(wire.asOf, "judged.as_of"),
      configRev: count(wire.configRev, "judged.config_rev"),
      inputs: hex(wire.inputs, "judged.inputs", 16),
    },
  };
}

export const judgedAgainToWire = (verdict: JudgedAgain | undefined) =>
  verdict && { verdict: { ...verdict, considered: verdict.considered.map((one) => ({ ...one })) } };

export function judgedAgainOf(wire: Maybe<wayleave.event.v1.JudgedAgain.$Properties>): {
  readonly verdict?: JudgedAgain;
} {
  if (wire === null || wire === undefined) return {};
  const considered = (wire.considered ?? []).map(({ rule, firstFailed }) => ({
    ...{ rule: rule ?? "", firstFailed: firstFailed ?? "" },
  }));
  const place = { host: wire.host ?? "", port: wire.port ?? 0 };
  const said = { app: wire.app ?? "", policy: wire.policy ?? "", code: text(wire.code, "code") };
  return { verdict: { ...place, ...said, considered } };
}

export const toldToWire = (told: SessionTold | undefined) => told && { inputs: { ...told, hash: bytes(told.hash) } };

export function toldOf(wire: Maybe<wayleave.event.v1.SessionInputs.$Properties>): { readonly inputs?: SessionTold } {
  if (wire === null || wire === undefined) return {};
  return {
    inputs: {
      ...{ accessMethod: wire.accessMethod ?? "", os: wire.os ?? "", address: wire.address ?? "" },
      ...{ country: wire.country ?? "", hash: hex(wire.hash, "inputs.hash", 16), userName: wire.userName ?? "" },
    },
  };
}
