// SPDX-License-Identifier: Apache-2.0
/** Follows one request from the moment it is made until its frontend goes on. */

import { type Follower, followedFromEvent, followRequest } from '../../../debug-adapter/awareness/requests';
import { EmbeddedTarget } from '../../../debug-adapter/target/embedded';
import type { Machine } from '../../../emulator';
import type { CodeMap } from '../code';
import type { Interruption } from '../console';
import type { CallStacks } from './call-stacks';
import type { EventCursor, FoundRequest } from './find-request';
import type { RequestHistory } from './history';
import type { Stage } from './stage';
import { inWords } from './stage-words';
import { StageWriter } from './stage-writer';

/** Function of the driver that gives a request to a client: ours and the posted one have the same name. */
const DISPATCH_FUNCTIONS = ['bao_io_client_push_request'];
/** A request that takes longer is taken for lost. Instructions. */
const PATIENCE = 500_000_000n;
const MAX_FRAMES = 4;

export interface Follow {
  readonly machine: Machine;
  readonly code: CodeMap;
  readonly stacks: CallStacks;
  readonly cursor: EventCursor;
  readonly history: RequestHistory;
  readonly found: FoundRequest;
  readonly interruption: Interruption;
}

/** Hands out stages as they happen; the machine stands at each one's moment. Returns whether the request was answered. */
export async function follow(options: Follow, onStage: (stage: Stage) => Promise<void>): Promise<boolean> {
  const { machine, code, found } = options;
  const target: EmbeddedTarget = new EmbeddedTarget(() => machine, {
    console() {},
    finding() {},
    // Nobody types while a request is followed.
    needsInput: () => target.pause(),
  });
  const request = followedFromEvent(found.request, await target.bao.state());
  const follower = followRequest(target, code, request);
  follower.catchUp(found.events);
  const walk = new Walk(options, target, follower);
  const { device } = request;
  const hasDriver = device !== undefined && code.functionEntries(device.backend.vm, DISPATCH_FUNCTIONS).length > 0;
  const ends = machine.baoState().devices.find(({ bindKey }) => bindKey === request.bindKey);
  const writer = new StageWriter(machine, options.history, found.request, ends, hasDriver);
  for (;;) {
    for (let stage = await follower.take(); stage !== undefined; stage = await follower.take()) {
      const words = inWords(writer, stage);
      // The machine stands where the stage found it until it runs again.
      await (words && onStage({ ...words, frames: await framesOf(words, options.stacks) }));
    }
    if (follower.over || !(await walk.advance())) {
      break;
    }
  }
  await target.setCodeBreakpoints([]);
  follower.close();
  if (!follower.over) {
    await onStage(writer.stuck());
  }
  return follower.over;
}

async function framesOf({ hart, pc }: Stage, stacks: CallStacks): Promise<Stage['frames']> {
  return hart === undefined || pc === undefined ? [] : stacks.at(hart, pc, MAX_FRAMES);
}

class Walk {
  private readonly deadline: bigint;

  constructor(
    private readonly options: Follow,
    private readonly target: EmbeddedTarget,
    private readonly follower: Follower,
  ) {
    this.deadline = options.machine.position.instructions + PATIENCE;
    void options.interruption.wait().then(() => target.pause());
  }

  /** Runs to the next thing that may have happened to the request; false when nothing does. */
  async advance(): Promise<boolean> {
    const { machine, cursor, history, interruption } = this.options;
    const limit = this.deadline - machine.position.instructions;
    if (interruption.happened || limit <= 0n) {
      return false;
    }
    await this.target.setCodeBreakpoints(this.follower.points);
    const stop = await this.target.run({ kind: 'continue', until: this.follower.until, limit });
    for (const event of cursor.take()) {
      history.observe(event);
    }
    if (stop.kind === 'code-breakpoint') {
      await this.follower.arrived(stop.hart, stop.pc);
    }
    return stop.kind === 'code-breakpoint' || stop.kind === 'event';
  }
}
