/** Where directories reach a gateway: `scim` in its configuration. */
import type { PartFields } from "../../core/config/part-fields.ts";
import { splitHostPort } from "../../core/net/ip.ts";

export interface ScimConfig {
  readonly host: string;
  readonly port: number;
  /** Names that directories may ask for in the Host header, besides the address itself; without a port: any. */
  readonly hosts: readonly string[];
  /** Files of the certificate chain and its key. Undefined: HTTP, on loopback alone. */
  readonly tls: { readonly certificate: string; readonly key: string } | undefined;
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/;
const HOST_NAME = /^[A-Za-z0-9.-]+(:\d{1,5})?$/;

export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

export function scimOf(value: unknown, fields: PartFields): ScimConfig {
  const scim = fields.mapping(value, "scim", ["listen", "hosts", "certificate_file", "key_file"]);
  const listen = typeof scim["listen"] === "string" ? splitHostPort(scim["listen"]) : undefined;
  if (listen === undefined) fields.wrong("scim.listen", "host:port, such as 127.0.0.1:8600", scim["listen"]);
  const certificate = fields.optional(scim["certificate_file"], "scim.certificate_file", "a file");
  const key = fields.optional(scim["key_file"], "scim.key_file", "a file");
  const tls = certificate === undefined || key === undefined ? undefined : { certificate, key };
  if ((certificate === undefined) !== (key === undefined))
    fields.wrong(
      certificate === undefined ? "scim.certificate_file" : "scim.key_file",
      "named beside the other",
      undefined,
    );
  // The token would travel in the clear.
  if (listen !== undefined && tls === undefined && !isLoopback(listen.host))
    fields.wrong("scim.certificate_file", "named where scim.listen is not on loopback", undefined);
  return { host: listen?.host ?? "", port: listen?.port ?? 0, hosts: hostsOf(scim["hosts"] ?? [], fields), tls };
}

function hostsOf(value: unknown, fields: PartFields): readonly string[] {
  if (!Array.isArray(value)) {
    fields.wrong("scim.hosts", "a list of names, such as scim.example.com", value);
    return [];
  }
  return value.map((one: unknown, n) => {
    if (typeof one === "string" && HOST_NAME.test(one)) return one.toLowerCase();
    fields.wrong(`scim.hosts[${n}]`, "a name, such as scim.example.com", one);
    return "";
  });
}
