/** The laptop in another network: its outer link goes down, and comes up with other addresses and routes. */
import { towards } from "../../../deploy/lab/network.ts";
import { OUTER } from "../../../deploy/lab/plan.ts";
import type { ShowLab } from "./in-place.ts";

/** Of a network that the lab's plan has no other use for; `n` from 1 to 30. */
const ends = (n: number) => ({
  v4: [`198.51.100.${128 + 4 * n + 1}`, `198.51.100.${128 + 4 * n + 2}`],
  v6: [`2001:db8:0:${100 + n}::1`, `2001:db8:0:${100 + n}::2`],
});

export async function moveLaptop(lab: ShowLab, n: number): Promise<void> {
  const { v4, v6 } = ends(n);
  const near = towards("laptop");
  const take = (device: string, at: 0 | 1) => [
    `ip address flush dev ${device} scope global`,
    `ip address add ${v4[at]}/30 dev ${device}`,
    `ip address add ${v6[at]}/64 dev ${device} nodad`,
  ];
  await lab.must("laptop", "ip", "link", "set", OUTER, "down");
  await lab.must("internet", "sh", "-ec", take(near, 0).join("\n"));
  // Up first: what goes down loses its IPv6 addresses.
  const up = [`ip link set ${OUTER} up`, ...take(OUTER, 1)];
  const routes = [`ip -4 route replace default via ${v4[0]}`, `ip -6 route replace default via ${v6[0]}`];
  await lab.must("laptop", "sh", "-ec", [...up, ...routes].join("\n"));
}
