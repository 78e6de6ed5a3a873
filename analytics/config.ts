/** The configuration of analytics, judged from plain values: every mistake at once, in the operator's words. */

import type { Located } from "../core/config/located.ts";
import { type LogConfig, logIn } from "../core/config/log.ts";
import { type Fields, fieldsOf, listOf, textOf } from "../core/config/read.ts";
import { type MetricsConfig, metricsIn } from "../core/metrics/config.ts";

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface AnalyticsConfig {
  readonly console: Address;
  /** Holds the key that a visitor must show. */
  readonly keyFile: string;
  readonly clickhouse: ClickHouseConfig;
  /** Where spans are taken; absent: nowhere. */
  readonly otlp?: OtlpConfig;
  readonly log: LogConfig;
  /** What `up` writes of its parts; "" where the parts are started by hand. */
  readonly runFile: string;
  readonly gateways: readonly string[];
  readonly identity: string;
  readonly trust: string;
  readonly statusFile: string;
  readonly metrics?: MetricsConfig | undefined;
}

export interface ClickHouseConfig {
  /** The embedded part, or a server. */
  readonly url: string;
  /** Holds the password of its user `default`. */
  readonly keyFile: string;
}

export interface OtlpConfig {
  /** On loopback: key and spans are not encrypted. */
  readonly listen: Address;
  /** Holds the key that who sends spans must show. */
  readonly keyFile: string;
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
  const clickhouse = fieldsOf(fields.get("clickhouse")?.value ?? NOTHING, "clickhouse", tell);
  const url = needed(clickhouse, "url", "where ClickHouse answers, such as http://127.0.0.1:8123", "clickhouse.url");
  if (url !== "" && !/^https?:\/\/[^\s/@?#]+\/?$/.test(url)) {
    tell(clickhouse.line, "clickhouse.url", "must be http://host:port; the key goes into clickhouse.key_file");
  }
  const otlp = otlpOf(fields, tell);
  const config: AnalyticsConfig = {
    console: listen ?? { host: "", port: 0 },
    keyFile: needed(console, "key_file", "the file of the console's key", "console.key_file"),
    clickhouse: {
      url,
      keyFile: needed(clickhouse, "key_file", "the file of ClickHouse's key", "clickhouse.key_file"),
    },
    ...(otlp === undefined ? {} : { otlp }),
    log: logIn(fields.get("log")?.value, tell),
    runFile: textOf(fields, "run_file"),
    gateways: listOf(fields, "gateways", gatewayForm, (text) => text),
    identity: needed(fields, "identity", "the folder of key.pem and chain.pem"),
    trust: needed(fields, "trust", "the folder of root.pem"),
    statusFile: needed(fields, "status_file", "the file for this part's status"),
    metrics: metricsIn(fields.get("metrics")?.value, tell, "push"),
  };
  for (const group of [console, clickhouse]) group.close();
  fields.close();
  return mistakes.length > 0 ? { mistakes } : { config, mistakes };
}

function otlpOf(fields: Fields, tell: (line: number, field: string, text: string) => void): OtlpConfig | undefined {
  const value = fields.get("otlp")?.value;
  if (value === undefined) return undefined;
  const otlp = fieldsOf(value, "otlp", tell);
  const listen = addressOf(textOf(otlp, "listen"));
  if (listen === undefined || !/^(localhost|127\.\d+\.\d+\.\d+)$/.test(listen.host)) {
    tell(otlp.line, "otlp.listen", "must be host:port on loopback, such as 127.0.0.1:4318: spans are not encrypted");
  }
  const keyFile = textOf(otlp, "key_file");
  if (keyFile === "") tell(otlp.line, "otlp.key_file", "is missing: name the file of the key for who sends spans");
  otlp.close();
  return { listen: listen ?? { host: "", port: 0 }, keyFile };
}

const gatewayForm = (text: string): string | { readonly wrong: string } =>
  addressOf(text) === undefined ? { wrong: `${JSON.stringify(text)} must be host:port` } : text;

function addressOf(text: string): Address | undefined {
  const found = /^([^:\s]+):(\d{1,5})$/.exec(text);
  const port = Number(found?.[2]);
  return found !== null && port > 0 && port <= 65_535 ? { host: found[1]!, port } : undefined;
}
