/** What the agent reads on the device and reports; the gateway classifies, and believes no more of it than it wants. */
import { hostname, machine, platform, release } from "node:os";
import { VERSION } from "../../core/version.ts";

export interface DeviceFacts {
  readonly agentVersion: string;
  readonly hostname: string;
  readonly os: string;
  readonly osVersion: string;
  readonly posture: Readonly<Record<string, string>>;
}

export const AGENT_VERSION = VERSION;

export function readDeviceFacts(): DeviceFacts {
  const [host, os, osVersion] = [hostname(), platform(), release()];
  const posture = { os, os_version: osVersion, hostname: host, arch: machine() };
  return { agentVersion: AGENT_VERSION, hostname: host, os, osVersion, posture };
}
