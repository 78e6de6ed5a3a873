/** The configuration of analytics, judged from plain values: every mistake at once, in the operator's words. */
import type { Located } from "../core/config/located.ts";
import { type Fields, fieldsOf, listOf, textOf } from "../core/config/read.ts";

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface AnalyticsConfig {
  readonly console: Address;
  /** Holds the key that a visitor must show. */
  readonly keyFile: string;
  /** What `up` writes of its parts; "" where the parts are started by hand. */
  readonly runFile: string;
  readonly gateways: readonly string[];
  readonly identity: string;
  readonly trust: string;
  readonly statusFile: string;
}

export interface ConfigMistake {
  readonly line: number;
  readonly text: string;
}

const NOTHING: Located = { is: "scalar", line: 1, value: null };

export function judgeAnalyticsConfig(root: Located | undefined): {
  config?: AnalyticsConfig;
  mistakes: ConfigMistake[];
} {
  const mistakes: ConfigMistake[] = [];
  const tell = (line: number, field: string, text: string) => void mistakes.push({ line, text: `${field}: ${text}` });
  const fields = fieldsOf(root ?? NOTHING, "", tell);
  const needed = (of: Fields, key: string, what: string, path = key): string => {
    const text = textOf(of, key);
    if (text === "") tell(of.line, path, `is missing: name ${what}`);
    return text;
  };
  const console = fieldsOf(fields.get("console")?.value ?? NOTHING, "console", tell);
  const listen = addressOf(textOf(console, "listen"));
  if (listen === undefined) tell(console.line, "console.listen", "must be host:port, such as 127.0.0.1:8080");
  const config: AnalyticsConfig = {
    console: listen ?? { host: "", port: 0 },
    keyFile: needed(console, "key_file", "the file of the console's key", "console.key_file"),
    runFile: textOf(fields, "run_file"),
    gateways: listOf(fields, "gateways", gatewayForm, (text) => text),
    identity: needed(fields, "identity", "the folder of key.pem and chain.pem"),
    trust: needed(fields, "trust", "the folder of root.pem"),
    statusFile: needed(fields, "status_file", "the file for this part's status"),
  };
  console.close();
  fields.close();
  return mistakes.length > 0 ? { mistakes } : { config, mistakes };
}

const gatewayForm = (text: string): string | { readonly wrong: string } =>
  addressOf(text) === undefined ? { wrong: `${JSON.stringify(text)} must be host:port` } : text;

function addressOf(text: string): Address | undefined {
  const found = /^([^:\s]+):(\d{1,5})$/.exec(text);
  const port = Number(found?.[2]);
  return found !== null && port > 0 && port <= 65_535 ? { host: found[1]!, port } : undefined;
}
