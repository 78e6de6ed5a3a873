/** What the store is asked for a replay: every decision of a time, with what it was made of and what it said. */
import { type RecordedDecision, rulesText } from "../policy/replay.ts";
import type { Query } from "./flows-query.ts";

export interface ReplayTime {
  /** Wall microseconds; absent: as far as the record goes. */
  readonly sinceUs?: number | undefined;
  readonly untilUs?: number | undefined;
}

function within({ sinceUs, untilUs }: ReplayTime): { readonly where: string; readonly params: Query["params"] } {
  const since = sinceUs === undefined ? "" : " AND at >= fromUnixTimestamp64Micro({since_us:Int64}, 'UTC')";
  const until = untilUs === undefined ? "" : " AND at < fromUnixTimestamp64Micro({until_us:Int64}, 'UTC')";
  return {
    where: `tenant != '' AND NOT probe${since}${until}`,
    params: {
      ...(sinceUs === undefined ? {} : { since_us: sinceUs }),
      ...(untilUs === undefined ? {} : { until_us: untilUs }),
    },
  };
}

export interface ReplayCounts {
  /** Decided, and their inputs known. */
  readonly decided: number;
  /** Turned away before anything was decided. */
  readonly undecided: number;
  /** Decided by a gateway that did not record what by. */
  readonly unknown: number;
}

/** A rule was asked, or none had the destination: of what was turned away there is neither. */
const TURNED_AWAY = "inputs_hash = '' AND policy = ''";

export function replayCountsQuery(time: ReplayTime): Query {
  const { where, params } = within(time);
  const query = `SELECT countIf(inputs_hash != ''), countIf(${TURNED_AWAY}), countIf(inputs_hash = '' AND policy != '')
    FROM policy_decisions WHERE ${where}`;
  return { query, params };
}

export function replayCountsOf(cells: readonly unknown[] = []): ReplayCounts {
  const [decided = 0, undecided = 0, unknown = 0] = cells.map(Number);
  return { decided, undecided, unknown };
}

/**
 * As they stand, which is nearly in the order of their time: a sort of millions would keep the first of them waiting.
 * `rules`: with the rules considered.
 */
export function replayQuery(time: ReplayTime, rules: boolean): Query {
  const { where, params } = within(time);
  const considered = rules ? "rules_considered" : "[]";
  const query = `SELECT flow_id, user, user_name, device, host, port, protocol, toUnixTimestamp64Micro(judged_at),
      i.access_method, i.os, i.address, i.country, i.inputs_hash, config_rev, action, app, policy, reason, near_miss,
      ${considered}
    FROM policy_decisions AS d
    LEFT ANY JOIN (SELECT inputs_hash, access_method, os, address, country FROM session_inputs) AS i
      ON d.inputs_hash = i.inputs_hash
    WHERE ${where} AND d.inputs_hash != ''`;
  return { query, params };
}

/** Undefined where nobody knows how the session came. */
export function recordedDecision(cells: readonly unknown[]): RecordedDecision | undefined {
  const [flowId, userTold, user, device, host, port, protocol, atUs, accessMethod, os, address, country, ...more] =
    cells;
  const [hash, configRev, action, app, policy, reason, nearMiss, rules] = more;
  if (hash === "" || hash === null) return undefined;
  return {
    ...{ flowId: flowId as string, userTold: (userTold as string) || (user as string), configRev: Number(configRev) },
    request: {
      ...{ user: user as string, device: device as string, host: host as string, port: Number(port) },
      ...{ protocol: protocol === "udp" ? "udp" : "tcp", atUs: Number(atUs) },
      session: {
        ...{ accessMethod: accessMethod as string, os: os as string },
        ...{ address: address as string, country: country as string },
      },
    },
    said: {
      ...{ action: action as string, app: app as string, policy: policy as string, reason: reason as string },
      nearMiss: nearMiss as string,
      rules: rulesText((rules as readonly object[]).map((one) => Object.values(one) as string[])),
    },
  };
}
