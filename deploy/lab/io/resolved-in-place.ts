/**
 * A real systemd-resolved on the laptop, with a bus of its own: this machine's is neither asked nor changed.
 *
 * Debian's package is unpacked, not installed, where the machine hasn't got it: to install it would change this
 * machine's own resolver.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HOSTS } from "../plan.ts";
import { type TrialLab, untilSo } from "./trial.ts";

const PACKAGES = ["systemd-resolved", "libsystemd-shared"];
const FETCH_MS = 60_000;

export interface ResolvedPrograms {
  readonly daemon: string;
  readonly control: string;
  /** Folder of libraries that only these use; "" where they find them. */
  readonly libraries: string;
  remove(): void;
}

/** Or why there are none. */
export function findResolved(): ResolvedPrograms | string {
  if (!existsSync("/usr/bin/dbus-daemon")) return "there is no dbus-daemon (Debian: dbus-daemon)";
  const installed = ["/usr/lib/systemd/systemd-resolved", "/lib/systemd/systemd-resolved"].find(existsSync);
  if (installed !== undefined && existsSync("/usr/bin/resolvectl")) {
    return { daemon: installed, control: "/usr/bin/resolvectl", libraries: "", remove: () => {} };
  }
  const folder = mkdtempSync(join(tmpdir(), "wayleave-resolved-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { cwd: folder, timeout: FETCH_MS, stdio: ["ignore", "ignore", "pipe"] });
  try {
    run("apt-get", "download", "-qq", ...PACKAGES);
    for (const file of readdirSync(folder)) run("dpkg", "-x", file, "root");
    const root = join(folder, "root");
    const daemon = [join(root, "lib/systemd/systemd-resolved"), join(root, "usr/lib/systemd/systemd-resolved")];
    const lib = readdirSync(join(root, "usr/lib")).find((name) => name.endsWith("-linux-gnu"));
    const found = daemon.find(existsSync);
    if (found === undefined || lib === undefined) throw new Error("the packages hold no systemd-resolved");
    const libraries = join(root, "usr/lib", lib, "systemd");
    return { daemon: found, control: join(root, "usr/bin/resolvectl"), libraries, remove };
  } catch (error) {
    remove();
    const why = String(error).split("\n").slice(0, 2).join(" ");
    return `systemd-resolved is not installed, and can't be fetched: ${why}`;
  }
}

/** Anybody may ask for anything: the bus is reached from the laptop alone. */
const BUS = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=/run/dbus/system_bus_socket</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/><allow own="*"/><allow send_type="method_call"/>
    <allow send_destination="*"/><allow receive_sender="*"/>
  </policy>
</busconfig>
`;

/** What programs of the laptop find in its file of resolvers from then on. */
export const STUB_TEXT = "nameserver 127.0.0.53\noptions edns0 trust-ad\n";

export interface ResolvedInPlace {
  /** As after an update of the system: what it was told by the bus stays, as under its own unit. */
  restart(): Promise<void>;
}

/** On the laptop, in front of the public resolver. Resolves when it answers. */
export async function openResolved(lab: TrialLab, programs: ResolvedPrograms): Promise<ResolvedInPlace> {
  const folder = join(lab.data, "resolved");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "bus.conf"), BUS);
  const paths = `export LD_LIBRARY_PATH='${programs.libraries}'`;
  const must = async (script: string) => {
    const { exit, stdout, stderr } = await lab.in("laptop", "sh", "-ec", script);
    if (exit !== 0) throw new Error(`systemd-resolved on the laptop: ${stderr}${stdout}`);
  };
  await must(`
mount -t tmpfs none /run
mkdir -p /run/dbus /run/systemd/resolve /run/systemd/resolved.conf.d
printf '[Resolve]\\nDNS=%s\\nFallbackDNS=\\nLLMNR=no\\nMulticastDNS=no\\n' '${HOSTS.publicResolver.v4}' \\
  >/run/systemd/resolved.conf.d/lab.conf
# It leaves root's rights for a user of this name; who made the lab without root has no other user.
grep -v '^systemd-resolve:' /etc/passwd >'${folder}/passwd'
echo 'systemd-resolve:x:0:0::/:/bin/false' >>'${folder}/passwd'
mount --bind '${folder}/passwd' /etc/passwd
mount -t tmpfs none /usr/local/sbin
printf '#!/bin/sh\\n%s\\nexec %s "$@"\\n' "${paths}" '${programs.control}' >/usr/local/sbin/resolvectl
chmod 755 /usr/local/sbin/resolvectl
printf '${STUB_TEXT.replaceAll("\n", "\\n")}' >/etc/resolv.conf
dbus-daemon --config-file='${folder}/bus.conf' --nofork --nopidfile >/dev/null 2>&1 </dev/null &
exec sleep 0`);
  const pids = () => lab.processes("laptop", programs.daemon);
  const answers = async () => (await lab.in("laptop", "resolvectl", "query", "www.public.example")).exit === 0;
  const start = async () => {
    await must(`${paths}; '${programs.daemon}' >>'${folder}/resolved.log' 2>&1 </dev/null & exec sleep 0`);
    await untilSo(answers);
  };
  await start();
  return {
    async restart() {
      await must(`kill ${(await pids()).join(" ")}`);
      await untilSo(async () => (await pids()).length === 0);
      await start();
    },
  };
}
