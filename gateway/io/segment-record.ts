/**
 * One segment's own line to the recorder: what it tells goes into the room that was reserved for it, and it ends once.
 */

import type { NetworkFact, Segment, SegmentEnded } from "../../core/record/network-event.ts";
import type { FlowBytes } from "../../core/relay/relay.ts";
import type { About } from "../../core/spool/live-segments.ts";
import type { Recorder, Room } from "./recorder.ts";

export class SegmentRecord {
  readonly segment: Segment;
  readonly about: About;
  readonly #recorder: Recorder;
  readonly #room: Room;
  #writing = 0;
  #released = false;
  #ended: Promise<boolean> | undefined;
  #still = () => {};

  constructor(recorder: Recorder, room: Room, segment: Segment, about: About) {
    this.#recorder = recorder;
    this.#room = room;
    this.segment = segment;
    this.about = about;
  }

  /** Resolves when the fact survives this process; false: it was not recorded. */
  async tell(fact: NetworkFact): Promise<boolean> {
    this.#writing += 1;
    try {
      await this.#recorder.record(fact, this.about, this.#room);
      return true;
    } catch {
      return false;
    } finally {
      this.#writing -= 1;
      this.#giveBack();
    }
  }

  mention(fact: NetworkFact): void {
    this.#recorder.mention(fact, this.about);
  }

  /** It moves bytes, until it has ended. */
  moving(bytes: () => Pick<FlowBytes, "clientBytes" | "serverBytes">): void {
    this.#still = this.#recorder.moving({ segment: this.segment, about: this.about, bytes });
  }

  /** The first end is the one. */
  end(fact: SegmentEnded): Promise<boolean> {
    if (this.#ended === undefined) {
      this.#still();
      this.#ended = this.tell(fact);
    }
    return this.#ended;
  }

  /** Nothing more will be told. */
  release(): void {
    this.#released = true;
    this.#giveBack();
  }

  #giveBack(): void {
    if (this.#released && this.#writing === 0) this.#room.release();
  }
}
