/** What this machine lets the lab do: namespaces by root's rights, or by those of a user namespace. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Administration tools stand in folders that not every user's path names. */
export const LAB_PATH = `${process.env["PATH"] ?? ""}:/usr/local/sbin:/usr/sbin:/sbin`;
const TOOLS = ["unshare", "nsenter", "ip", "nft", "tc", "mount", "sh"];
const TRIAL_MS = 10_000;

export const isRootless = (): boolean => process.getuid?.() !== 0;

/** All that the lab is made in. With this process everything in it ends. */
export const namespaceWords = (rootless: boolean): string[] => [
  ...(rootless ? ["--user", "--map-root-user"] : []),
  ...["--fork", "--pid", "--kill-child=SIGKILL", "--mount-proc", "--mount", "--net", "--"],
];

/** Tries what the lab needs, in namespaces that go at once. */
const TRIAL = `set -e
ip link set lo up
ip link add end1 type veth peer name end2
ip tuntap add dev tun1 mode tun
unshare --net --mount --propagation private true
mount --bind /etc/hosts /etc/hosts
echo 0 >/proc/sys/net/ipv4/ip_forward
nft add table inet trial
`;

/** Undefined: a lab can be built here. */
export function whyNoLab(): string | undefined {
  if (process.platform !== "linux") return "the lab is made of Linux' network namespaces";
  const missing = TOOLS.filter((tool) => !has(tool));
  if (missing.length > 0) return `${missing.join(", ")}: not installed (Debian: util-linux, iproute2, nftables)`;
  if (!existsSync("/dev/net/tun")) return "there is no /dev/net/tun: load the kernel's module tun";
  const env = { ...process.env, PATH: LAB_PATH };
  const words = [...namespaceWords(isRootless()), "sh", "-c", TRIAL];
  const { status, stderr } = spawnSync("unshare", words, { env, timeout: TRIAL_MS, encoding: "utf8" });
  if (status === 0) return undefined;
  const said = stderr.trim().split("\n").slice(-2).join("; ");
  if (!isRootless()) return `namespaces can't be made although this is root: ${said}`;
  return `namespaces can't be made without root here (${said}): run it as root, or see the settings ${SETTINGS}`;
}

const SETTINGS =
  "user.max_user_namespaces, kernel.unprivileged_userns_clone and kernel.apparmor_restrict_unprivileged_userns";

function has(tool: string): boolean {
  try {
    const env = { ...process.env, PATH: LAB_PATH };
    execFileSync("sh", ["-c", `command -v ${tool}`], { stdio: "ignore", env });
    return true;
  } catch {
    return false;
  }
}
