/** What `up` is told of Kafka: brokers on the command line, and a file for all else that they ask for. */
import { dirname, resolve } from "node:path";
import { judgeKafkaFile, type KafkaConfig } from "../../../core/config/log.ts";
import { ConfigUnreadable, readConfigFile } from "../../../io/config-file.ts";
import { printMistakes } from "../../../io/config-mistakes.ts";
import { usage } from "../../io/fault.ts";

/** Undefined where neither is given: then the log is the embedded one. */
export function readKafka(brokers: readonly string[] | undefined, file: string | undefined): KafkaConfig | undefined {
  if (file === undefined) return brokers && judgeKafkaFile({}, brokers).config;
  const { config, mistakes } = judgeKafkaFile(contentOf(file), brokers);
  if (config === undefined) throw usage(`--kafka-config:\n${printMistakes(file, mistakes).trimEnd()}`);
  // Files are named as they lie beside the one that names them; the parts run elsewhere.
  const at = (path: string): string => resolve(dirname(file), path);
  const { tls, sasl } = config;
  const own = tls?.own && { certFile: at(tls.own.certFile), keyFile: at(tls.own.keyFile) };
  return {
    ...config,
    tls: tls && { caFile: tls.caFile === undefined ? undefined : at(tls.caFile), own },
    sasl: sasl && { ...sasl, passwordFile: at(sasl.passwordFile) },
  };
}

function contentOf(file: string): unknown {
  try {
    return readConfigFile(file);
  } catch (error) {
    if (error instanceof ConfigUnreadable) throw usage(`--kafka-config: ${error.message}`);
    throw error;
  }
}
