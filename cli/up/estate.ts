/** Fits the demo estate to the ports of this start: its file names the default ones. */
import type { ConfigObject } from "../../core/config/object.ts";
import { DEFAULT_DEMO_PORTS, type DemoPorts } from "./ports.ts";

export function placeOrigins(objects: readonly ConfigObject[], ports: DemoPorts): ConfigObject[] {
  const moved = new Map<string, string>(
    (["wiki", "echo", "closed"] as const).map((app) => [demoOrigin(DEFAULT_DEMO_PORTS[app]), demoOrigin(ports[app])]),
  );
  return objects.map((object) => {
    if (object.kind !== "App") return object;
    const { spec } = object;
    return { ...object, spec: { ...spec, origin: moved.get(spec.origin) ?? spec.origin } };
  });
}

export const demoOrigin = (port: number): string => `127.0.0.1:${port}`;
