// SPDX-License-Identifier: Apache-2.0
/** A system stopped somewhere in its Linux guest, and that guest's memory. */

import { ProgramMemory } from '../../debug-adapter/awareness/structures';
import { type Debuggee, debuggee } from '../support/debuggee';

export interface LinuxGuest {
  readonly system: Debuggee;
  readonly kernel: ProgramMemory;
  readonly hart: number;
  close(): Promise<void>;
}

/** Runs a system until a function of its Linux guest is entered for the `hit`th time. */
export async function linuxGuestAt(config: string, name: string, hit = 1): Promise<LinuxGuest> {
  const system = debuggee(config);
  await system.breakpoints.setFunctions([{ name, hitCondition: `${hit}` }]);
  const { hart, reason, description } = await system.control.start('go');
  const space = await system.target.currentSpace(hart);
  const program = system.programs
    .ofVm(space.vm)
    .find(({ isImage, symbols }) => isImage && symbols.symbolNamed('init_task') !== undefined);
  if (reason !== 'function breakpoint' || program === undefined) {
    throw new Error(`${config} did not reach ${name} in a Linux guest: ${description}`);
  }
  const kernel = new ProgramMemory(program.symbols, system.target, space);
  return { system, kernel, hart, close: () => system.close() };
}

/** Overwrites eight bytes of the guest's memory. */
export async function poke({ system, kernel }: LinuxGuest, address: bigint, value: bigint): Promise<void> {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
  await system.target.writeMemory({ space: kernel.space, value: address }, bytes);
}
