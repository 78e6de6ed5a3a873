/** A daemon's configuration file, as plain values for the part to judge. */
import { readFileSync } from "node:fs";
import { type Located, printMistake } from "../core/config/located.ts";
import { readYaml } from "./yaml.ts";

/** The file can't be read, or is not one YAML document. The message names file and line. */
export class ConfigUnreadable extends Error {
  override readonly name = "ConfigUnreadable";
  readonly code = "WL_CONFIG_UNREADABLE";
}

export function readConfigFile(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new ConfigUnreadable(`${path}: can't be read`, { cause });
  }
  const { documents, mistakes } = readYaml(path, text);
  if (mistakes.length > 0) throw new ConfigUnreadable(mistakes.map(printMistake).join("\n"));
  if (documents.length !== 1) throw new ConfigUnreadable(`${path}: must hold one YAML document`);
  return plain(documents[0]!.root);
}

function plain(value: Located): unknown {
  switch (value.is) {
    case "map":
      return Object.fromEntries(value.entries.map((entry) => [entry.key, plain(entry.value)]));
    case "list":
      return value.items.map(plain);
    case "scalar":
      return value.value;
  }
}
