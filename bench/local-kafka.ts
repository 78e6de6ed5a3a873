/**
 * `npm run kafka -- [--data DIR] [--port N]`: one broker on this machine's loopback for trials, until Ctrl-C. It keeps
 * its data in DIR (./.wayleave-kafka), listens on N (9092) and keeps N+1 for itself.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { LocalBroker } from "../io/log/kafka/local-broker.ts";

const { values } = parseArgs({ options: { data: { type: "string" }, port: { type: "string" } } });
const port = Number(values.port ?? 9092);
if (!Number.isInteger(port) || port < 1024 || port > 65_000) {
  process.stderr.write("--port is a whole number from 1024 to 65000\n");
  process.exit(2);
}
const folder = resolve(values.data ?? ".wayleave-kafka");
const ports = { plain: port, controller: port + 1, proxied: port + 2, tls: port + 3, sasl: port + 4 };
const broker = await LocalBroker.start({ folder, ports }).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
process.stdout.write(`kafka answers on ${broker.address}; try: ./wayleave up --kafka ${broker.address}\n`);
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void broker.stop());
