/** A program's datagrams past the gateways: its port joined to a socket of the device's own, until silence ends it. */
import { IDLE_TIMES, IdleWatch } from "../../core/datagram/idle.ts";
import type { Code } from "../../core/reason.ts";
import type { Side } from "../../core/relay/relay.ts";
import { clock } from "../../io/clock.ts";
import type { DatagramPort } from "../../io/flow/datagram-port.ts";
import { countDropped } from "../../io/flow/moved-datagrams.ts";

/** Resolves when it is over. */
export function joinDirect(program: DatagramPort, far: DatagramPort): Promise<Code> {
  const { promise, resolve } = Promise.withResolvers<Code>();
  const idle = new IdleWatch(IDLE_TIMES, clock.now());
  const end = (code: Code) => {
    clearTimeout(timer);
    far.close();
    program.close(code);
    resolve(code);
  };
  const look = () => {
    const left = idle.deadline - clock.now();
    if (left <= 0) end("CGW_FLOW_IDLE_TIMEOUT");
    else timer = setTimeout(look, Math.max(1, left)).unref();
  };
  let timer: ReturnType<typeof setTimeout> = setTimeout(look, IDLE_TIMES.questionMs).unref();
  const pass = (from: Side, to: DatagramPort) => ({
    onDatagram: (payload: Buffer) => {
      idle.heard(from, clock.now());
      to.send(payload, (dropped) => void (dropped === undefined || countDropped(dropped, 1)));
    },
    onGone: end,
  });
  program.listen(pass("downstream", far));
  far.listen(pass("upstream", program));
  return promise;
}
