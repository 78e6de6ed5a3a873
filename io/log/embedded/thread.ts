/** The log's own thread: it alone touches the file, so that no commit ever holds the loop that moves bytes. */
import { statSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { clock } from "../../clock.ts";
import type { LogFault } from "../event-log.ts";
import { Compaction } from "./compaction.ts";
import { Followers } from "./followers.ts";
import { type Call, type FromThread, type PlainFault, sharedMs, type ToThread } from "./messages.ts";
import { FILE, faultOf, openDatabase } from "./schema.ts";
import { Store } from "./store.ts";
import { Writer } from "./writer.ts";

/** Readers and steady writers can keep the write-ahead file from being reused; past this all wait for a checkpoint. */
const WAL_BYTES_MAX = 64 * 1024 * 1024;
const WAL_LOOK_EVERY_MS = 1000;

const port = parentPort!;
const { folder } = workerData as { folder: string };
const post = (message: FromThread, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
const plain = ({ code, message: text, stored }: LogFault): PlainFault => ({ code, text, stored });

try {
  serve(openDatabase(folder));
  post({ is: "ready" });
} catch (error) {
  post({ is: "unopened", fault: plain(faultOf(error, folder)) });
  port.close();
}

function serve(db: DatabaseSync): void {
  const store = new Store(db, clock.wallUs);
  const followers = new Followers({ db, store, folder, post });
  const checkpoint = walKeeper(db);
  const onCommit = (): void => {
    followers.wake();
    checkpoint();
  };
  const writer = new Writer({ db, folder, onCommit, onFailed: () => store.forget() });
  const answer = (id: number) => ({
    done: (value: unknown) => post({ is: "done", id, value }),
    failed: (fault: LogFault) => post({ is: "refused", id, fault: plain(fault) }),
  });
  const compaction = new Compaction(store, writer);
  const perform = async (message: ToThread): Promise<void> => {
    switch (message.do) {
      case "append": {
        const { id, topic, partition, batch } = message;
        const run = () => store.append(topic, partition, batch);
        writer.add({ bytes: batch.values.byteLength + 64 * batch.keys.length, run, ...answer(id) });
        compaction.appended(topic, batch.keys.length);
        return;
      }
      case "call":
        performCall(message.call, answer(message.id));
        return;
      case "follow":
        followers.add(message);
        return;
      case "unfollow":
        followers.remove(message.id);
        return;
      case "close":
        followers.close();
        await writer.drained();
        db.close();
        port.close();
    }
  };
  const performCall = (call: Call, to: ReturnType<typeof answer>): void => {
    if (call.name === "compact") compaction.all(call.topic).then(to.done, to.failed);
    else if (call.name === "offsets") answerNow(() => store.offsets(call.topic, call.partition), to);
    else writer.add({ bytes: 64, run: () => write(store, call), ...to });
  };
  port.on("message", (message: ToThread) => void perform(message));
}

function write(store: Store, call: Extract<Call, { name: "createTopic" | "take" | "commit" }>): unknown {
  switch (call.name) {
    case "createTopic":
      return store.createTopic(call.topic, call.shape);
    case "take":
      return store.take(call.group, call.topic, call.partition);
    case "commit":
      return store.commit(call.group, call.topic, call.partition, call);
  }
}

function answerNow(run: () => unknown, to: { done(value: unknown): void; failed(fault: LogFault): void }): void {
  try {
    to.done(run());
  } catch (error) {
    to.failed(faultOf(error, folder));
  }
}

function walKeeper(db: DatabaseSync): () => void {
  const wal = join(folder, `${FILE}-wal`);
  let lookedAtMs = 0;
  return () => {
    if (sharedMs() - lookedAtMs < WAL_LOOK_EVERY_MS) return;
    lookedAtMs = sharedMs();
    try {
      if (statSync(wal).size >= WAL_BYTES_MAX) db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
    } catch {
      // A reader or another checkpoint is in the way: the next look tries again.
    }
  };
}
