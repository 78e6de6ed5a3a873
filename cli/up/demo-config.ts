/** The demo part's configuration: where its two services listen. */
import type { Located } from "../../core/config/located.ts";
import { fieldsOf, textOf } from "../../core/config/read.ts";

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface DemoConfig {
  readonly wiki: Address;
  readonly echo: Address;
  readonly statusFile: string;
}

export interface ConfigMistake {
  readonly line: number;
  readonly text: string;
}

export function judgeDemoConfig(root: Located | undefined): { config?: DemoConfig; mistakes: ConfigMistake[] } {
  const mistakes: ConfigMistake[] = [];
  const nothing: Located = { is: "scalar", line: 1, value: null };
  const fields = fieldsOf(root ?? nothing, "", (line, field, text) =>
    mistakes.push({ line, text: `${field}: ${text}` }),
  );
  const address = (key: string): Address => {
    const text = textOf(fields, key);
    const found = /^([^:]+):(\d{1,5})$/.exec(text);
    const port = Number(found?.[2]);
    if (found !== null && port > 0 && port <= 65_535) return { host: found[1]!, port };
    mistakes.push({ line: fields.get(key)?.line ?? fields.line, text: `${key}: must be host:port` });
    return { host: "", port: 0 };
  };
  const config: DemoConfig = {
    wiki: address("wiki"),
    echo: address("echo"),
    statusFile: textOf(fields, "status_file"),
  };
  // Named so that the file says it: the demo's closed app points there, and we stay away.
  address("closed");
  if (config.statusFile === "") mistakes.push({ line: fields.line, text: "status_file: is missing: name a file" });
  fields.close();
  return mistakes.length > 0 ? { mistakes } : { config, mistakes };
}
