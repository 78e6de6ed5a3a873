/** Configured objects on the wire. One judge for all: what a YAML file may not say, no client may send. */
import { judgeObject } from "../../core/config/judge.ts";
import type { Plain } from "../../core/config/located.ts";
import { located } from "../../core/config/located.ts";
import { type ConfigObject, KINDS, type Kind } from "../../core/config/object.ts";
import { wordOf } from "../../core/config/print.ts";
import { wayleave } from "../../proto/gen/wayleave.js";
import { MalformedMessage } from "./message-codec.ts";
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
  const plain = plainOf(message);
  if (plain === undefined) return { mistakes: [{ field: "", text: "has no spec of a known kind" }] };
  const mistakes: ObjectMistake[] = [];
  const object = judgeObject(located(plain), (_line, field, text) => mistakes.push({ field, text }));
  return object !== undefined && mistakes.length === 0 ? { object } : { mistakes };
}

/** Throws MalformedMessage, which names every mistake. */
export function objectFromWire(message: WireObject): ConfigObject {
  const read = readObject(message);
  if ("object" in read) return read.object;
  const said = read.mistakes.map(({ field, text }) => (field === "" ? text : `${field}: ${text}`)).join("; ");
  throw new MalformedMessage(`object ${JSON.stringify(message.name ?? "")}: ${said}`);
}

function plainOf(message: WireObject): Plain | undefined {
  const found = specOf(message);
  return found === undefined ? undefined : { kind: found.kind, name: message.name ?? "", spec: found.spec };
}

type Found = { readonly kind: Kind; readonly spec: { readonly [key: string]: Plain | undefined } };

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

function specOf(message: WireObject): Found | undefined {
  for (const kind of KINDS) {
    const spec = message[SPEC_FIELDS[kind]];
    if (spec) return { kind, spec: wordsOf(spec) };
  }
  return undefined;
}

/** The wire's fields have the names of ours in their own letters; a port range has a text. */
function wordsOf(spec: object): Found["spec"] {
  const words: { [key: string]: Plain | undefined } = {};
  for (const [key, value] of Object.entries(spec)) {
    // What the codec does not know of stands beside the fields.
    if (key.startsWith("$")) continue;
    words[wordOf(key)] = key === "ports" ? (value as WirePort[]).map(portOf) : (value as Plain);
  }
  return words;
}

type WirePort = wayleave.event.v1.PortRange.$Properties;

const portOf = ({ protocol, from, to }: WirePort): string => `${protocol}/${from ?? 0}-${to ?? 0}`;

const copied = <T extends object>(
  spec: T,
): { -readonly [K in keyof T]: T[K] extends readonly (infer I)[] ? I[] : T[K] } =>
  Object.fromEntries(
    Object.entries(spec).map(([key, value]) => [key, Array.isArray(value) ? [...value] : value]),
  ) as ReturnType<typeof copied<T>>;

/** A message is the object with its spec under its kind. */
export const objectToWire = (object: ConfigObject): wayleave.event.v1.Object =>
  new v1.Object({ name: object.name, [SPEC_FIELDS[object.kind]]: copied(object.spec) });
