import { describe, expect, it } from "@jest/globals";
import { ATTACHMENTS_PER_PUBLISHER_MAX, type Bound, Dispatch, IDLE_MAX, WAITING_MAX } from "./dispatch.ts";

const tunnel = (id: string, publisher = "p1", tenant = "t") => ({ id, tenant, publisher, instance: "i" });
const bind = (dispatch: Dispatch<string>, publisher = "p1") => {
  const answers: unknown[] = [];
  const cancel = dispatch.bind("t", publisher, (answer) => answers.push(answer));
  return { answers, cancel };
};

describe("dispatch", () => {
  it("binds a flow to an idle stream of its publisher, once", () => {
    const dispatch = new Dispatch<string>();
    dispatch.attach(tunnel("a"));
    dispatch.offer("a", "t", "p1", "s1");
    expect(bind(dispatch).answers).toMatchObject([{ stream: "s1", attachment: "a" }]);
    expect(bind(dispatch).answers).toEqual([]);
  });

  it("an open that finds no idle stream waits for the next one offered, in order", () => {
    const dispatch = new Dispatch<string>();
    dispatch.attach(tunnel("a"));
    const [first, second] = [bind(dispatch), bind(dispatch)];
    dispatch.offer("a", "t", "p1", "s1");
    expect([first.answers.length, second.answers.length]).toEqual([1, 0]);
    dispatch.offer("a", "t", "p1", "s2");
    expect(second.answers).toMatchObject([{ stream: "s2", attachment: "a" }]);
  });

  it("a publisher that is not attached here is gone; one that leaves tells those who wait", () => {
    const dispatch = new Dispatch<string>();
    expect(bind(dispatch).answers).toEqual(["PGW_ROUTE_PUBLISHER_GONE"]);
    dispatch.attach(tunnel("a"));
    const waiting = bind(dispatch);
    dispatch.detach("a");
    expect(waiting.answers).toEqual(["PGW_ROUTE_PUBLISHER_GONE"]);
  });

  it("while another tunnel holds the publisher, those who wait go on waiting", () => {
    const dispatch = new Dispatch<string>();
    dispatch.attach(tunnel("a"));
    dispatch.attach(tunnel("b"));
    const waiting = bind(dispatch);
    dispatch.detach("a");
    expect(waiting.answers).toEqual([]);
    dispatch.offer("b", "t", "p1", "s");
    expect(waiting.answers).toMatchObject([{ stream: "s", attachment: "b" }]);
  });

  it("a cancelled wait gets no stream, and a withdrawn stream is given to nobody", () => {
    const dispatch = new Dispatch<string>();
    dispatch.attach(tunnel("a"));
    const waiting = bind(dispatch);
    waiting.cancel();
    dispatch.offer("a", "t", "p1", "s1");
    expect(waiting.answers).toEqual([]);
    dispatch.withdraw("a", "s1");
    expect(bind(dispatch).answers).toEqual([]);
  });

  it("another publisher's or tenant's stream is not taken, nor one past the bound", () => {
    const dispatch = new Dispatch<string>();
    dispatch.attach(tunnel("a"));
    expect(dispatch.offer("a", "t", "p2", "s")).toBe(false);
    expect(dispatch.offer("a", "u", "p1", "s")).toBe(false);
    for (let n = 0; n < IDLE_MAX; n += 1) expect(dispatch.offer("a", "t", "p1", `s${n}`)).toBe(true);
    expect(dispatch.offer("a", "t", "p1", "one more")).toBe(false);
  });

  it("a draining tunnel gets nothing new", () => {
    const dispatch = new Dispatch<string>();
    dispatch.attach(tunnel("a"));
    dispatch.offer("a", "t", "p1", "s");
    dispatch.drain("a");
    expect(bind(dispatch).answers).toEqual(["PGW_ROUTE_PUBLISHER_GONE"]);
  });

  it("takes so many tunnels of one publisher, and another when one left", () => {
    const dispatch = new Dispatch<string>();
    for (let n = 0; n < ATTACHMENTS_PER_PUBLISHER_MAX; n += 1) expect(dispatch.attach(tunnel(`a${n}`))).toBe(true);
    expect(dispatch.attach(tunnel("one more"))).toBe(false);
    expect(dispatch.attach(tunnel("of another", "p2"))).toBe(true);
    expect(dispatch.attach(tunnel("of another tenant", "p1", "u"))).toBe(true);
    dispatch.detach("a3");
    expect(dispatch.attach(tunnel("again"))).toBe(true);
  });

  it("knows the flows that are bound until they end, though their tunnel has gone", () => {
    const dispatch = new Dispatch<string>();
    dispatch.attach(tunnel("a"));
    dispatch.offer("a", "t", "p1", "s");
    const [bound] = bind(dispatch).answers as Bound<string>[];
    expect(dispatch.all()).toMatchObject([{ flows: 1, idle: 0 }]);
    dispatch.detach("a");
    expect(dispatch.bound()).toEqual([bound]);
    dispatch.flowEnded(bound!);
    dispatch.flowEnded(bound!);
    expect(dispatch.bound()).toEqual([]);
  });

  it("refuses an open past the bound of those who wait", () => {
    const dispatch = new Dispatch<string>();
    dispatch.attach(tunnel("a"));
    for (let n = 0; n < WAITING_MAX; n += 1) bind(dispatch);
    expect(bind(dispatch).answers).toEqual(["PGW_LIMIT_OVERLOAD"]);
  });
});
