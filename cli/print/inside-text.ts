/** What the local agent shows of its inside, as tables: its gateways, and what it steers. */
import { isRow, list, rowsOf, text } from "./agent-words.ts";
import { printTable } from "./table.ts";

/** `inside` is the agent's own word, of whichever version it is: what is not there is not shown. */
export function insideText(inside: unknown): string[] {
  if (!isRow(inside)) return [];
  const { srp, steering, flows } = inside;
  const gateways = rowsOf(inside["gateways"]);
  const entries = isRow(srp) ? rowsOf(srp["entries"]) : [];
  const said: string[] = [];
  if (isRow(steering) && isRow(flows)) {
    const way = steering["capture"] === true ? "capture" : "proxy";
    const live = `${text(flows["live"])} flows (${text(flows["associations"])} of datagrams)`;
    const leases = rowsOf(inside["leases"]).length + Number(inside["leases_left_out"] ?? 0);
    said.push(`agent: by ${way}, stubs from ${text(steering["stub_range"])}, ${leases} leases, ${live}\n`);
  }
  if (gateways.length > 0) {
    const rows = gateways.map((one) => [
      ...[text(one["address"]), text(one["gateway"]), text(one["state"]), one["current"] === true ? "yes" : "no"],
      ...[text(one["flows"]), roundTrip(one["round_trip_us"])],
    ]);
    said.push(printTable(["agent's gateway", "name", "state", "new flows", "flows", "round trip"], rows));
  }
  if (entries.length > 0) {
    const rows = entries.map((one) => [
      ...[text(one["app"]), text(one["action"]), list(one["ports"]), list(one["hosts"])],
    ]);
    said.push(printTable(["app of the SRP", "action", "ports", "hosts"], rows));
  }
  return said;
}

const roundTrip = (us: unknown): string => (typeof us === "number" ? `${(us / 1000).toFixed(1)} ms` : "-");
