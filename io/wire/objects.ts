/** Configured objects on the wire. One judge for all: what a YAML file may not say, no client may send. */
import { judgeObject } from "../../core/config/judge.ts";
import type { Plain } from "../../core/config/located.ts";
import { located } from "../../core/config/located.ts";
import type { ConfigObject, Kind } from "../../core/config/object.ts";
import { wayleave } from "../../proto/gen/wayleave.js";
import { MalformedMessage } from "./message-codec.ts";
import "./protobuf.ts";

const v1 = wayleave.event.v1;
type WireObject = wayleave.event.v1.Object.$Properties;

export interface ObjectMistake {
  /** Path of the field in the spec. */
  readonly field: string;
  readonly text: string;
}

/** The object in its normal form, or all that is wrong with it. */
export function readObject(
  message: WireObject,
): { readonly object: ConfigObject } | { readonly mistakes: ObjectMistake[] } {
  const plain = plainOf(message);
  if (plain === undefined) return { mistakes: [{ field: "", text: "has no spec of a known kind" }] };
  const mistakes: ObjectMistake[] = [];
  const object = judgeObject(located(plain), (_line, field, text) => mistakes.push({ field, text }));
  return object !== undefined && mistakes.length === 0 ? { object } : { mistakes };
}

/** Throws MalformedMessage, which names every mistake. */
export function objectFromWire(message: WireObject): ConfigObject {
  const read = readObject(message);
  if ("object" in read) return read.object;
  const said = read.mistakes.map(({ field, text }) => (field === "" ? text : `${field}: ${text}`)).join("; ");
  throw new MalformedMessage(`object ${JSON.stringify(message.name ?? "")}: ${said}`);
}

function plainOf(message: WireObject): Plain | undefined {
  const found = specOf(message);
  return found === undefined ? undefined : { kind: found.kind, name: message.name ?? "", spec: found.spec };
}

type Found = { readonly kind: Kind; readonly spec: { readonly [key: string]: Plain | undefined } };

function specOf(message: WireObject): Found | undefined {
  const { app, policy, user, group, device, publisher, settings } = message;
  if (app) return { kind: "App", spec: appOf(app) };
  if (policy) return { kind: "Policy", spec: policyOf(policy) };
  if (user) {
    const { email, groups, inactive } = user;
    return { kind: "User", spec: { email, groups, inactive } };
  }
  if (group) return { kind: "Group", spec: { description: group.description } };
  if (device) {
    const { user: owner, classification, revoked } = device;
    return { kind: "Device", spec: { user: owner, classification, revoked } };
  }
  if (publisher) {
    const { weight, revoked, description } = publisher;
    return { kind: "Publisher", spec: { weight, revoked, description } };
  }
  return settings ? { kind: "Settings", spec: { private_domains: settings.privateDomains } } : undefined;
}

function appOf(app: wayleave.event.v1.AppSpec.$Properties): Found["spec"] {
  return {
    hosts: app.hosts,
    ports: (app.ports ?? []).map(({ protocol, from, to }) => `${protocol}/${from ?? 0}-${to ?? 0}`),
    publishers: app.publishers,
    origin: app.origin,
    use_publisher_dns: app.usePublisherDns,
    fallthrough: app.fallthrough,
    tags: app.tags,
    connect_timeout_ms: app.connectTimeoutMs,
  };
}

function policyOf(policy: wayleave.event.v1.PolicySpec.$Properties): Found["spec"] {
  return {
    order: policy.order,
    action: policy.action,
    users: policy.users,
    groups: policy.groups,
    device_classifications: policy.deviceClassifications,
    apps: policy.apps,
    app_tags: policy.appTags,
    notice: policy.notice,
    disabled: policy.disabled,
  };
}

const copied = <T extends object>(
  spec: T,
): { -readonly [K in keyof T]: T[K] extends readonly (infer I)[] ? I[] : T[K] } =>
  Object.fromEntries(
    Object.entries(spec).map(([key, value]) => [key, Array.isArray(value) ? [...value] : value]),
  ) as ReturnType<typeof copied<T>>;

/** The wire's fields have the names of ours: a message is the object with its spec under its kind. */
export function objectToWire(object: ConfigObject): wayleave.event.v1.Object {
  const { name } = object;
  switch (object.kind) {
    case "App":
      return new v1.Object({ name, app: copied(object.spec) });
    case "Policy":
      return new v1.Object({ name, policy: copied(object.spec) });
    case "User":
      return new v1.Object({ name, user: copied(object.spec) });
    case "Group":
      return new v1.Object({ name, group: copied(object.spec) });
    case "Device":
      return new v1.Object({ name, device: copied(object.spec) });
    case "Publisher":
      return new v1.Object({ name, publisher: copied(object.spec) });
    case "Settings":
      return new v1.Object({ name, settings: copied(object.spec) });
  }
}
