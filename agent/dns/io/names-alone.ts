/** The name server as a process of its own, to be measured: real sockets, a real lease file, an SRP of many apps. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stubPrefixOf } from "../../../core/dns/stub-prefix.ts";
import { Agent } from "../../agent.ts";
import { openDnsListener } from "../../io/dns-listener.ts";
import { openLeaseFile } from "../../io/lease-file.ts";
import { Forwarder } from "./forwarder.ts";

const state = mkdtempSync(join(tmpdir(), "wayleave-dns-"));
process.on("exit", () => rmSync(state, { recursive: true, force: true }));
process.on("SIGTERM", () => process.exit(0));
process.on("disconnect", () => process.exit(0));

const names = Number(process.argv[2]);
const stubRange = { base: 0x6440_0000, bits: 16 };
const agent = new Agent({ stubRange, stubPrefix: stubPrefixOf(Uint8Array.of(1, 2, 3, 4, 5)), unmatched: "refuse" });
const entries = Array.from({ length: names }, (_, n) => ({ app: `app-${n}`, hosts: [`app-${n}.corp.example`] }));
agent.takeSrp({ version: 1, entries, privateDomains: ["corp.example"] });
const kept = () => ({ leases: agent.pool.leases(), highWater: agent.pool.highWater });
const leases = await openLeaseFile(join(state, "leases"), stubRange, kept);
const listen = { host: "127.0.0.1", port: 0 };
const { port } = await openDnsListener({ listen, agent, leases, forwarder: new Forwarder([]) });
process.send?.({ port });
