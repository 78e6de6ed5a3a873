/** Configured objects on the wire. One judge for all: what a YAML file may not say, no client may send. */
import { judgeNamed } from "../../core/config/judge.ts";
import { type ConfigObject, KINDS, type Kind } from "../../core/config/object.ts";
import { wayleave } from "../../proto/gen/wayleave.js";
import { MalformedMessage } from "./message-codec.ts";
import { fieldsOfSpec } from "./spec-fields.ts";
import "./protobuf.ts";

const v1 = wayleave.event.v1;
type WireObject = wayleave.event.v1.Object.$Properties;

export interface ObjectMistake {
  /** Path of the field in the spec. */
  readonly field: string;
  readonly text: string;
}

/** The object in its normal form, or all that is wrong with it. */
export function readObject(
  message: WireObject,
): { readonly object: ConfigObject } | { readonly mistakes: ObjectMistake[] } {
  const mistakes: ObjectMistake[] = [];
  for (const kind of KINDS) {
    const spec = message[SPEC_FIELDS[kind]];
    if (!spec) continue;
    const fields = fieldsOfSpec(spec, (_line, field, text) => mistakes.push({ field, text }));
    const object = judgeNamed({ kind, said: (message.name ?? "").trim(), line: 0 }, fields);
    return object !== undefined && mistakes.length === 0 ? { object } : { mistakes };
  }
  return { mistakes: [{ field: "", text: "has no spec of a known kind" }] };
}

/** Throws MalformedMessage, which names every mistake. */
export function objectFromWire(message: WireObject): ConfigObject {
  const read = readObject(message);
  if ("object" in read) return read.object;
  const said = read.mistakes.map(({ field, text }) => (field === "" ? text : `${field}: ${text}`)).join("; ");
  throw new MalformedMessage(`object ${JSON.stringify(message.name ?? "")}: ${said}`);
}

/** Where the spec of each kind stands in the message. */
const SPEC_FIELDS = {
  App: "app",
  Policy: "policy",
  User: "user",
  Group: "group",
  Device: "device",
  Publisher: "publisher",
  Settings: "settings",
  Network: "network",
  Notice: "notice",
  Receiver: "receiver",
  PolicyTest: "policyTest",
  Operator: "operator",
  Directory: "directory",
} as const satisfies Record<Kind, keyof WireObject>;

const copied = <T extends object>(
  spec: T,
): { -readonly [K in keyof T]: T[K] extends readonly (infer I)[] ? I[] : T[K] } =>
  Object.fromEntries(
    Object.entries(spec).map(([key, value]) => [key, Array.isArray(value) ? [...value] : value]),
  ) as ReturnType<typeof copied<T>>;

/** A message is the object with its spec under its kind. */
export const objectToWire = (object: ConfigObject): wayleave.event.v1.Object =>
  new v1.Object({ name: object.name, [SPEC_FIELDS[object.kind]]: copied(object.spec) });
