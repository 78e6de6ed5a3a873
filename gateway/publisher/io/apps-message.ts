/** What a publisher is told to publish, as a message; nothing where it was told so already. */
import type { ControlState } from "../../../core/control/state.ts";
import { attachMessage, PROBE_NAMES } from "../../../io/wire/attach.ts";
import { appListFor } from "../attach.ts";

/** `before`: what `seen` was when it was told last. */
export function appsMessage(
  state: ControlState,
  { tenant, id }: { readonly tenant: string; readonly id: string },
  before: string,
): { readonly seen: string; readonly message: Buffer } | undefined {
  const apps = appListFor(state, tenant, id).map((app) => ({
    ...app,
    hosts: [...app.hosts],
    ports: [...app.ports],
    probe: PROBE_NAMES.indexOf(app.probe),
  }));
  const seen = JSON.stringify(apps);
  if (seen === before) return undefined;
  return { seen, message: attachMessage.encode({ apps: { version: Math.max(state.configRev, 0), apps } }) };
}
