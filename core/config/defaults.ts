/** Specs in which nothing is said: what a field means where it is left out. */
import type { Specs } from "./object.ts";

export const NOTHING_SAID: Specs = {
  App: {
    ...{ hosts: [], ports: [], publishers: [], origin: "", usePublisherDns: false, fallthrough: false, tags: [] },
    ...{ connectTimeoutMs: 0, probe: "passive", probeEveryS: 0 },
  },
  Policy: {
    ...{ order: 0, action: "block", users: [], groups: [], organizationUnits: [], deviceClassifications: [] },
    ...{ accessMethods: [], os: [], countries: [], networks: [], apps: [], appTags: [], hours: [], not: [] },
    ...{ expiresAt: "", notice: "", noticeTemplate: "", receivers: [], description: "", disabled: false },
  },
  User: { email: "", groups: [], organizationUnit: "", externalId: "", inactive: false },
  Group: { description: "", externalId: "" },
  Device: { user: "", classification: "", revoked: false },
  Publisher: { weight: 1, revoked: false, description: "" },
  Settings: { privateDomains: [], sessionStaleS: 0, flowStaleS: 0, latencyBuckets: false },
  Network: { cidrs: [] },
  Notice: { title: "", text: "" },
  Receiver: { type: "webhook", url: "", tokenFile: "", perMinute: 0 },
  PolicyTest: {
    ...{ user: "", device: "", to: "", protocol: "tcp", accessMethod: "", os: "", country: "", address: "", at: "" },
    ...{ expect: "block", rule: "" },
  },
  Operator: { role: "viewer", disabled: false },
  Directory: { tokenHashes: [], disabled: false, description: "" },
};
