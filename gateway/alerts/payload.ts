/** Alerts in the words of those that take them. */
import type { Message } from "./outbox.ts";

/** `url`: the receiver's; a bare Alertmanager address is completed by its API's path. */
export const targetOf = (type: "webhook" | "alertmanager", url: string): string =>
  type === "alertmanager" && /^https?:\/\/[^/?]+\/?$/.test(url) ? `${url.replace(/\/$/, "")}/api/v2/alerts` : url;

export const payloadOf = (type: "webhook" | "alertmanager", message: Message): unknown =>
  type === "webhook" ? webhookOf(message) : [alertmanagerOf(message)];

const timeOf = (us: number): string => new Date(us / 1000).toISOString();

function webhookOf(message: Message): object {
  if ("summary" in message) {
    const { tenant, sinceUs, untilUs, count, rules, lost } = message.summary;
    return { kind: "summary", tenant, since: timeOf(sinceUs), until: timeOf(untilUs), count, rules, lost };
  }
  const { alert } = message;
  const { id, tenant, action, rule, code, user, device, app, host, port, protocol, gateway } = alert;
  return {
    ...{ kind: action, id, tenant, at: timeOf(alert.atUs), rule, code: code || null, user, device, app: app || null },
    ...{ host, port, protocol, gateway, flow_id: alert.flowId, denial_id: alert.denialId || null },
  };
}

/**
 * An Alertmanager knows an alert by its labels: what is different each time stands in the annotations, or each would be
 * an alert of its own for ever.
 */
function alertmanagerOf(message: Message): object {
  if ("summary" in message) {
    const { tenant, sinceUs, untilUs, count, rules, lost } = message.summary;
    const named = rules.map((one) => `${one.rule}: ${one.count}`).join(", ");
    const missed = lost === 0 ? "" : `; ${lost} before them could not be told`;
    return {
      labels: { alertname: "WayleaveAlertsSummary", tenant, severity: "warning" },
      annotations: { summary: `${count} alerts${named === "" ? "" : ` (${named})`}${missed}` },
      ...{ startsAt: timeOf(sinceUs), endsAt: timeOf(untilUs + FIRES_US) },
    };
  }
  const { alert } = message;
  const { tenant, rule, user, device, app, host, port, code, gateway, action } = alert;
  const did = action === "block" ? `was refused (${code})` : "was let through";
  return {
    labels: {
      ...{ alertname: action === "block" ? "WayleaveBlocked" : "WayleaveAlert", tenant, rule, user, device },
      ...{ app: app || "none", severity: action === "block" ? "warning" : "info" },
    },
    annotations: {
      summary: `${user} on ${device} ${did} to ${host}:${port} by rule ${rule}`,
      ...{ flow_id: alert.flowId, gateway, event_id: alert.id },
      ...(alert.denialId === "" ? {} : { denial_id: alert.denialId }),
    },
    ...{ startsAt: timeOf(alert.atUs), endsAt: timeOf(alert.atUs + FIRES_US) },
  };
}

/** So long it is shown as firing, unless it happens again. */
const FIRES_US = 300_000_000;
