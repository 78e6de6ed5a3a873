/** Begins a new file of a spool: its header, and the writer's state, so that older files may go. */
import { setImmediate as turn } from "node:timers/promises";
import {
  encodeHeader,
  type FileHeader,
  FRAME_BYTES,
  HEADER_BYTES,
  RECORD_BYTES_MAX,
  seedOf,
  writeFrame,
} from "../../core/spool/spool-frame.ts";
import { checksum, type Disk, writeWhole } from "./disk.ts";
import { SpoolFault } from "./spool.ts";
import { emptyFile } from "./spool-files.ts";
import type { Written } from "./syncer.ts";

/** So many are encoded in one turn of the loop, which has bytes to move too. */
const STATES_A_TURN = 256;
const PIECE_BYTES = 256 * 1024;
const NOTHING = new Uint8Array(0);

export interface Begin {
  readonly disk: Disk;
  readonly folder: string;
  readonly header: FileHeader;
  readonly state: Iterable<Uint8Array>;
}

/** Nothing of the file is left where this fails. */
export async function beginFile({ disk, folder, header, state }: Begin): Promise<Written> {
  const head = encodeHeader(header, checksum);
  const file = emptyFile(folder, header, seedOf(head));
  const out = await disk.create(file.path);
  try {
    await writeWhole(out, head, 0);
    let at = HEADER_BYTES;
    for (const piece of statePieces(state, file.seed)) {
      await writeWhole(out, piece, at);
      at += piece.length;
      await turn();
    }
    file.eventsFrom = file.end = file.bytes = at;
    return { file, out, retired: false, full: false };
  } catch (error) {
    await out.close().catch(() => {});
    await disk.remove(file.path).catch(() => {});
    throw error;
  }
}

function* statePieces(state: Iterable<Uint8Array>, seed: number): Generator<Uint8Array> {
  const piece = Buffer.allocUnsafe(PIECE_BYTES + RECORD_BYTES_MAX + 2 * FRAME_BYTES);
  let end = 0;
  let count = 0;
  for (const bytes of state) {
    if (bytes.length > RECORD_BYTES_MAX) {
      throw new SpoolFault("WL_SPOOL_TOO_LARGE", `a state has ${bytes.length} bytes, at most ${RECORD_BYTES_MAX} fit`);
    }
    end = writeFrame(piece, end, { kind: "state", sequence: count, bytes }, seed, checksum);
    count += 1;
    if (end < PIECE_BYTES && count % STATES_A_TURN !== 0) continue;
    yield piece.subarray(0, end);
    end = 0;
  }
  end = writeFrame(piece, end, { kind: "stated", sequence: count, bytes: NOTHING }, seed, checksum);
  yield piece.subarray(0, end);
}
