// SPDX-License-Identifier: Apache-2.0
/** Accesses to passed-through device pages, as the platform's bus answers them. */

import { UART_SIZE } from '../devices';
import type { Context } from './context';
import { type Access, decodeAsBus } from './decode';
import type { Vm, VmUart } from './vm';

/**
 * Carries out an access to a physical device address. `access.address` is the guest-physical one; the rest is filled in.
 * QEMU's UART takes aligned accesses of any width and looks at one byte.
 * @returns false when the bus answers with an access fault
 */
export function accessDevice(
  context: Context,
  hart: number,
  vm: Vm,
  pa: number,
  instruction: number,
  access: Access,
): boolean {
  const found = findUart(vm, pa);
  if (!found || !decodeAsBus(instruction, access) || pa % access.width !== 0) {
    return false;
  }
  const { uart, interrupt } = found;
  const offset = pa - found.pa;
  const registers = context.registers;
  if (access.write) {
    uart.write(offset, registers.low(hart, access.register), context.clock.ticks);
  } else {
    const value = uart.read(offset);
    const extended = access.signed && access.width === 1 ? (value << 24) >> 24 : value;
    registers.set(hart, access.register, extended, extended >> 31);
  }
  if (interrupt !== 0) {
    vm.vplic!.deviceLine(interrupt, uart.interrupt);
  }
  return true;
}

function findUart(vm: Vm, pa: number): VmUart | undefined {
  for (const candidate of vm.uarts) {
    if (pa >= candidate.pa && pa < candidate.pa + UART_SIZE) {
      return candidate;
    }
  }
  return undefined;
}
