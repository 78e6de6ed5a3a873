/** What stands in `run.json` while the system is up: how every other command finds it. */

export type PartKind = "gateway" | "publisher" | "agent" | "analytics" | "clickhouse" | "demo";
export type PartState = "starting" | "ready" | "waiting" | "stopped";

export interface RunPart {
  readonly name: string;
  readonly kind: PartKind;
  readonly pid: number;
  /** When the machine says that the process began: tells it from another that got its number later. 0: not known. */
  readonly began: number;
  readonly listen: readonly string[];
  /** host:port of its page of metrics, where it serves one. */
  readonly metrics?: string;
  readonly state: PartState;
  readonly restarts: number;
  readonly status_file: string;
}

export interface Endpoints {
  readonly proxy: string | null;
  readonly dns: string | null;
  readonly console: string | null;
  readonly clickhouse: string | null;
  /** Where analytics takes spans; null of a system that an older `up` started. */
  readonly otlp: string | null;
  /** Of `up` itself: what it says of the parts. */
  readonly metrics?: string;
  readonly gateways: readonly string[];
}

export interface RunFile {
  readonly pid: number;
  readonly began: number;
  readonly ready: boolean;
  readonly parts: readonly RunPart[];
  readonly endpoints: Endpoints;
}

/** The file's content, or undefined where it is not what `up` writes. */
export function judgeRunFile(value: unknown): RunFile | undefined {
  if (!isRecord(value) || !isPid(value["pid"]) || !Array.isArray(value["parts"])) return undefined;
  const endpoints = value["endpoints"];
  if (!isRecord(endpoints) || !isTexts(endpoints["gateways"])) return undefined;
  if (!value["parts"].every(isPart)) return undefined;
  return value as unknown as RunFile;
}

function isPart(value: unknown): boolean {
  if (!isRecord(value)) return false;
  return (
    typeof value["name"] === "string" &&
    typeof value["kind"] === "string" &&
    typeof value["pid"] === "number" &&
    typeof value["status_file"] === "string" &&
    isTexts(value["listen"])
  );
}

const isPid = (value: unknown): boolean => typeof value === "number" && Number.isSafeInteger(value) && value > 0;
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((item) => typeof item === "string");
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
