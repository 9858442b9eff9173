// SPDX-License-Identifier: Apache-2.0
/** The call of the hypervisor at which a vCPU stands. */

import type { HypercallRecord, Target } from '../../target';

const ECALL = 0x0000_0073;
const INSTRUCTION_BYTES = 4;
const ARGUMENTS = ['a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7'];
const SUPERVISOR = 1n;

/** Undefined unless the vCPU's next instruction is an ecall in S-mode (one in U-mode calls the guest's own kernel). */
export async function callInProgress(target: Target, hart: number): Promise<HypercallRecord | undefined> {
  const number = (name: string): number => target.registers.findIndex((register) => register.name === name);
  const [pc, privilege, ...before] = await target.readRegisters(hart, ['pc', 'priv', ...ARGUMENTS].map(number));
  const space = await target.currentSpace(hart);
  const values = before.filter((value) => value !== undefined);
  // Where the machine does not tell the privilege, S-mode is assumed.
  if (pc === undefined || (privilege ?? SUPERVISOR) !== SUPERVISOR || values.length < ARGUMENTS.length) {
    return undefined;
  }
  const bytes = await target.readMemory({ space, value: pc }, INSTRUCTION_BYTES);
  const isCall =
    bytes.length === INSTRUCTION_BYTES && new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) === ECALL;
  return isCall ? { hart, vm: space.vm, pc, before: values, after: undefined, age: undefined } : undefined;
}
