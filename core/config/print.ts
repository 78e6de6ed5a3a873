/** An object as plain values that `apply` reads back unchanged. What is at its default is left out. */
import { printPortRange } from "../net/port-range.ts";
import type { Plain } from "./located.ts";
import type { ConfigObject } from "./object.ts";

export type PlainObject = {
  readonly kind: string;
  readonly name: string;
  readonly spec: { readonly [k: string]: Plain };
};

export function toPlain(object: ConfigObject): PlainObject {
  return { kind: object.kind, name: object.name, spec: said(specOf(object)) };
}

/** Fields are written as ours, in the wire's letters; what has a text of its own, or another default, is made first. */
function specOf(object: ConfigObject): { readonly [key: string]: Plain } {
  switch (object.kind) {
    case "App": {
      const { ports, probe, ...spec } = object.spec;
      const { hosts, ...rest } = inWords(spec);
      return { hosts: hosts!, ports: ports.map(printPortRange), ...rest, probe: probe === "passive" ? "" : probe };
    }
    case "Publisher": {
      const { weight, ...spec } = object.spec;
      return { weight: weight === 1 ? 0 : weight, ...inWords(spec) };
    }
    case "PolicyTest": {
      const { protocol, ...spec } = object.spec;
      return { ...inWords(spec), protocol: protocol === "tcp" ? "" : protocol };
    }
    default:
      return inWords(object.spec);
  }
}

const inWords = (spec: object): { readonly [key: string]: Plain } =>
  Object.fromEntries(Object.entries(spec).map(([key, value]) => [wordOf(key), value as Plain]));

/** `usePublisherDns` is written `use_publisher_dns`. */
export const wordOf = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function said(spec: { readonly [key: string]: Plain }): { readonly [key: string]: Plain } {
  const isDefault = (value: Plain) => value === "" || value === 0 || value === false || isEmpty(value);
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => !isDefault(value)));
}

const isEmpty = (value: Plain): boolean => Array.isArray(value) && value.length === 0;
