/** Values on stdout, in the form that was asked for. */
import type { Plain } from "../../core/config/located.ts";
import { printYaml } from "../../io/yaml.ts";
import type { Format } from "../args.ts";

export function print(format: Exclude<Format, "table">, value: Plain): void {
  process.stdout.write(format === "json" ? `${JSON.stringify(value, undefined, 2)}\n` : printYaml([value]));
}
