// SPDX-License-Identifier: Apache-2.0
/** A place that a vCPU is let run to: an instruction, in one call on one stack. */

import { type CallFrame, register } from '../stack';
import type { Address, Target, VirtualSpace } from '../target';
import type { Spot } from './spot';

export interface Goal {
  readonly space: VirtualSpace;
  readonly pc: bigint;
  /** Which address tells the call from other ones at the same instruction: recursive calls, other threads. */
  readonly by: 'stack pointer' | 'frame address';
  readonly address: bigint;
}

/** An instruction that is come to with the stack as it is now. */
export function atStack({ space, sp }: Pick<Spot, 'space' | 'sp'>, pc: bigint): Goal {
  return { space, pc, by: 'stack pointer', address: sp };
}

/** Where a call goes on when what it called returns. */
export async function returnInto(caller: CallFrame): Promise<Goal | undefined> {
  const { space, pc } = caller.options;
  const address = await caller.register(register.sp);
  return address === undefined ? undefined : { space, pc, by: 'stack pointer', address };
}

/** The memory behind a goal's stack, as long as its address space exists: a process may replace its own. */
export function stackMemory(target: Target, { space, address }: Goal): Promise<Address | undefined> {
  // The last word that is used: the address itself may lie just behind the stack.
  return target.translate({ space, value: address - 8n }, 'guest-physical');
}

/**
 * Whether a vCPU is at a goal. Kernel stacks are in every address space, and two processes may have stacks at the same
 * addresses: memory decides.
 * @param memory behind the goal's stack when the run began
 */
export async function isAt(target: Target, goal: Goal, memory: Address | undefined, spot: Spot): Promise<boolean> {
  const address = goal.by === 'stack pointer' ? spot.sp : await spot.call.cfa();
  if (spot.pc !== goal.pc || spot.space.vm !== goal.space.vm || address !== goal.address) {
    return false;
  }
  if (spot.space.root === goal.space.root) {
    return true;
  }
  const here = await stackMemory(target, { ...goal, space: spot.space });
  return here !== undefined && here.value === memory?.value;
}
