// SPDX-License-Identifier: Apache-2.0
/** Where a vCPU stands in the middle of a step. */

import { type CallFrame, register, type Stacks } from '../stack';
import type { CodeFrame, CodeLocation, SourcePlace, Symbols } from '../symbols';
import type { VirtualSpace } from '../target';

export interface Spot {
  readonly hart: number;
  readonly space: VirtualSpace;
  readonly pc: bigint;
  readonly sp: bigint;
  readonly call: CallFrame;
  readonly symbols: Symbols | undefined;
  readonly location: CodeLocation | undefined;
}

export async function spotOf(stacks: Stacks, hart: number): Promise<Spot> {
  const call = await stacks.call(hart);
  const { space, pc, symbols } = call.options;
  const sp = (await call.register(register.sp)) ?? 0n;
  return {
    hart,
    space,
    pc,
    sp,
    call,
    symbols,
    // Asked for late: at a call that is gone over nobody does, and what was called need not be read.
    get location() {
      return symbols?.lookup(pc);
    },
  };
}

/**
 * The calls at a place, outermost first: the function, then what is inlined, each with the place where it is inlined.
 * Equal beginnings mean the same copies of the same functions.
 */
export function chainOf(frames: readonly CodeFrame[]): string[] {
  return frames
    .map((frame, level) => {
      const call = frames[level + 1]?.place;
      return `${frame.function} ${call === undefined ? '' : `${call.file}:${call.line}:${call.column}`}`;
    })
    .reverse();
}

/** How many calls from the outermost on are the same. */
export function commonDepth(one: readonly string[], other: readonly string[]): number {
  const different = one.findIndex((call, depth) => call !== other[depth]);
  return different < 0 ? Math.min(one.length, other.length) : different;
}

/** The place in the call at a depth, counted from the outermost, which has depth 1. */
export function placeAtDepth(frames: readonly CodeFrame[], depth: number): SourcePlace | undefined {
  return frames[frames.length - depth]?.place;
}

export function hasLine(place: SourcePlace | undefined): place is SourcePlace {
  return place !== undefined && place.line > 0;
}

export function isSameLine(one: SourcePlace | undefined, other: SourcePlace | undefined): boolean {
  return one?.file === other?.file && one?.line === other?.line;
}
