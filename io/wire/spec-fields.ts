/**
 * The fields of a spec on the wire as the judge reads them. A rebuild judges hundreds of thousands of objects: a value
 * is brought into the judge's form when it is asked for, and no tree of all of them is made.
 */
import { type Located, located, type Plain, type Scalar } from "../../core/config/located.ts";
import { wordOf } from "../../core/config/print.ts";
import type { Fields, Tell } from "../../core/config/read.ts";
import type { wayleave } from "../../proto/gen/wayleave.js";

type WirePort = wayleave.event.v1.PortRange.$Properties;
type Spec = Readonly<Record<string, unknown>>;

export function fieldsOfSpec(spec: object, tell: Tell): Fields {
  const known: string[] = [];
  return {
    line: 0,
    tell,
    get(word) {
      known.push(word);
      const key = keyOf(word);
      // What stands on the prototype is the default of what was not said.
      const value = Object.hasOwn(spec, key) ? (spec as Spec)[key] : undefined;
      if (value === undefined) return undefined;
      return { path: word, line: 0, value: key === "ports" ? portsOf(value as WirePort[]) : locatedOf(value as Plain) };
    },
    close() {
      for (const key of Object.keys(spec)) {
        // What the codec does not know of stands beside the fields.
        if (key.startsWith("$") || (spec as Spec)[key] === undefined) continue;
        const word = wordOf(key);
        if (!known.includes(word)) tell(0, word, `is not known; known here: ${known.join(", ")}`);
      }
    },
  };
}

/** The key of each word that a judge ever asks for. */
const keys = new Map<string, string>();

/** `use_publisher_dns` stands at `usePublisherDns`. */
function keyOf(word: string): string {
  let key = keys.get(word);
  if (key === undefined) {
    key = word.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    keys.set(word, key);
  }
  return key;
}

const scalar = (value: Scalar): Located => ({ is: "scalar", line: 0, value });

function locatedOf(value: Plain): Located {
  if (typeof value !== "object" || value === null) return scalar(value as Scalar);
  return located(value);
}

/** A port range has a text. */
const portsOf = (ports: readonly WirePort[]): Located => ({
  is: "list",
  line: 0,
  items: ports.map(({ protocol, from, to }) => scalar(`${protocol}/${from ?? 0}-${to ?? 0}`)),
});
