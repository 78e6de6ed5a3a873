/** An object as plain values that `apply` reads back unchanged. What is at its default is left out. */
import { printPortRange } from "../net/port-range.ts";
import type { Plain } from "./located.ts";
import type { ConfigObject } from "./object.ts";

export type PlainObject = {
  readonly kind: string;
  readonly name: string;
  readonly spec: { readonly [k: string]: Plain };
};

export function toPlain(object: ConfigObject): PlainObject {
  return { kind: object.kind, name: object.name, spec: said(specOf(object)) };
}

function specOf(object: ConfigObject): { readonly [key: string]: Plain } {
  switch (object.kind) {
    case "App":
      return {
        hosts: object.spec.hosts,
        ports: object.spec.ports.map(printPortRange),
        publishers: object.spec.publishers,
        origin: object.spec.origin,
        use_publisher_dns: object.spec.usePublisherDns,
        fallthrough: object.spec.fallthrough,
        tags: object.spec.tags,
        connect_timeout_ms: object.spec.connectTimeoutMs,
      };
    case "Policy":
      return {
        order: object.spec.order,
        action: object.spec.action,
        users: object.spec.users,
        groups: object.spec.groups,
        device_classifications: object.spec.deviceClassifications,
        apps: object.spec.apps,
        app_tags: object.spec.appTags,
        notice: object.spec.notice,
        disabled: object.spec.disabled,
      };
    case "User":
      return { email: object.spec.email, groups: object.spec.groups, inactive: object.spec.inactive };
    case "Group":
      return { description: object.spec.description };
    case "Device":
      return { user: object.spec.user, classification: object.spec.classification, revoked: object.spec.revoked };
    case "Publisher": {
      const { weight, revoked, description } = object.spec;
      return { weight: weight === 1 ? 0 : weight, revoked, description };
    }
    case "Settings":
      return { private_domains: object.spec.privateDomains };
  }
}

function said(spec: { readonly [key: string]: Plain }): { readonly [key: string]: Plain } {
  const isDefault = (value: Plain) => value === "" || value === 0 || value === false || isEmpty(value);
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => !isDefault(value)));
}

const isEmpty = (value: Plain): boolean => Array.isArray(value) && value.length === 0;
