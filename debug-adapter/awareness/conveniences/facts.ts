// SPDX-License-Identifier: Apache-2.0
/** The system at one moment, for those that tell of its parts: each part leads to the others. */

import type { Convenience } from '../../expressions';
import type { BaoState, Target } from '../../target';
import type { Guest } from '../guests';
import type { PlacedTask } from '../threads';

export interface Facts {
  readonly target: Target;
  /** Read once. @throws ValueError when the hypervisor's state cannot be read on this machine */
  state(): Promise<BaoState>;
  /** Undefined for a virtual machine that runs no Linux with symbols. */
  guest(vm: number): Guest | undefined;
  /** `backend (VM0)` */
  nameOf(vm: number): string;

  // What there is of each kind. All of them throw ValueError, with the remedy, for what there is not.
  virtualMachine(vm: number): Convenience;
  /** @param hart physical CPU */
  vcpu(hart: number): Convenience;
  task(placed: PlacedTask, vm: number): Convenience;
  request(slot: bigint): Promise<Convenience>;
  device(bindKey: bigint): Promise<Convenience>;
  deviceModels(vm: number): Promise<Convenience>;
  deviceModel(vm: bigint, id: bigint): Promise<Convenience>;
  ipcObjects(vm: number): Promise<Convenience>;
  ipcObject(vm: bigint, id: bigint): Promise<Convenience>;
}

/** `0, 1 and 2`, as people list numbers. */
export function numbersText(numbers: readonly (number | bigint)[]): string {
  const sorted = [...numbers].sort((one, other) => Number(one) - Number(other)).map(String);
  return sorted.length < 2 ? sorted.join('') : `${sorted.slice(0, -1).join(', ')} and ${sorted.at(-1)}`;
}
