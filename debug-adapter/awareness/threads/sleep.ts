// SPDX-License-Identifier: Apache-2.0
/**
 * Where a task sleeps, read from its stack: the function that wants something, the way in which it waits, and what of
 * the waiting lies on the stack. Linux's own get_wchan() tells the function in the same way.
 */

import type { Frame, SleepingThread, Stacks } from '../../stack';
import { type Location, stripTypedefs, type Type } from '../../symbols';
import { isSchedulerCore } from './scheduler-core';

export interface Sleep {
  /** The innermost function that does not merely wait for whatever it is told to. */
  readonly channel: string;
  /** The function through which it waits, where that is another one: `mutex_lock`. */
  readonly by: string | undefined;
  /** Guest-virtual addresses of a struct mutex_waiter and a struct wait_queue_entry that it may be waiting with. */
  readonly mutexWaiter: bigint | undefined;
  readonly queueEntry: bigint | undefined;
}

/** Calls looked at: that many mostly tell, and more never. */
const USUAL_DEPTH = 7;
const MAX_DEPTH = 16;
/** What is in these files waits on behalf of a caller: kernel/locking/, kernel/sched/{wait,completion,swait}.c, ... */
const WAYS =
  /(^|\/)(mutex|rwsem|rtmutex\w*|semaphore|percpu-rwsem|completion|wait|wait_bit|swait|timer|hrtimer|sleep_timeout)\.c$/;
/** Of code behind an exception or of assembly nothing is to be told. */
const NO_CHANNEL = /^(handle_exception|ret_from_\w+)$/;

/** Undefined when the stack tells nothing. */
export async function sleepOf(stacks: Stacks, thread: SleepingThread): Promise<Sleep | undefined> {
  const near = await outsideOf(stacks, thread, USUAL_DEPTH);
  const outside = near.some((frame) => !isWay(frame)) ? near : await outsideOf(stacks, thread, MAX_DEPTH);
  const end = outside.findIndex((frame) => !isWay(frame));
  const channel = outside[end]?.function ?? outside[0]?.function;
  if (channel === undefined || NO_CHANNEL.test(channel)) {
    return undefined;
  }
  const looked = end < 0 ? outside : outside.slice(0, end + 1);
  const way = looked.filter(isWay).at(-1)?.function;
  return {
    channel,
    by: way === channel ? undefined : way,
    mutexWaiter: await firstLocal(looked, 'mutex_waiter'),
    queueEntry: await firstLocal(looked, 'wait_queue_entry'),
  };
}

/** The calls outside of the scheduler, as far as that many calls show them. */
async function outsideOf(stacks: Stacks, thread: SleepingThread, depth: number): Promise<readonly Frame[]> {
  const frames = await stacks.backTrace(thread, depth);
  const first = frames.findIndex((frame) => !isSchedulerCore(frame));
  return first < 0 ? [] : frames.slice(first);
}

function isWay({ place, function: name }: Frame): boolean {
  return name !== undefined && place !== undefined && WAYS.test(place.file);
}

/** Address of the innermost local variable that is a structure of that name. */
async function firstLocal(frames: readonly Frame[], tag: string): Promise<bigint | undefined> {
  for (const { symbols, codeAddress, level, context } of frames) {
    const { parameters = [], blocks = [] } = symbols?.variablesAt(codeAddress)[level] ?? {};
    for (const variable of [...blocks.flat(), ...parameters]) {
      const address = isTagged(variable.type, tag) ? addressOf(await variable.locate(context)) : undefined;
      if (address !== undefined) {
        return address;
      }
    }
  }
  return undefined;
}

/** Compilers also describe in parts what lies in memory in one piece. */
function addressOf(location: Location): bigint | undefined {
  if (location.kind !== 'pieces') {
    return location.kind === 'memory' ? location.address : undefined;
  }
  let bits = 0;
  const starts = new Set<bigint | undefined>();
  for (const piece of location.pieces) {
    const at = piece.location;
    starts.add(at.kind === 'memory' ? at.address - BigInt(bits >> 3) : undefined);
    bits += piece.bits;
  }
  return starts.size === 1 ? [...starts][0] : undefined;
}

function isTagged(type: Type, tag: string): boolean {
  const plain = stripTypedefs(type);
  return plain.kind === 'struct' && plain.name === tag;
}
