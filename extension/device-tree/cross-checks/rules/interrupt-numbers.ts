// SPDX-License-Identifier: Apache-2.0
/** An interrupt of a virtual machine has one source; a device's is one that the machine was given. */

import type { Scalar, VmConfig } from '../../../../emulator';
import type { Guest } from '../guest';
import { mappingsOf } from '../mappings';
import { configNumber, interruptSide, type Mismatches, offsetText } from '../mismatches';
import { remioDevicesOf } from '../remio-devices';

interface Source {
  readonly interrupt: Scalar;
  /** For people. */
  readonly name: string;
}

function sourcesOf(config: VmConfig, vm: number): Source[] {
  const { devs, ipcs } = config.platform;
  return [
    ...devs.flatMap(({ interrupts }, index) => interrupts.map((interrupt) => ({ interrupt, name: `device ${index}` }))),
    ...ipcs.flatMap(({ interrupts }, index) =>
      interrupts.map((interrupt) => ({ interrupt, name: `IPC object ${index}` })),
    ),
    ...remioDevicesOf(config, vm).map(({ device: { interrupt }, index }) => ({
      interrupt,
      name: `REMIO device ${index}`,
    })),
  ];
}

/** @param vm its place in the configuration */
export function checkInterruptSources(config: VmConfig, vm: number, found: Mismatches): void {
  const first = new Map<bigint, Source>();
  for (const source of sourcesOf(config, vm)) {
    const { value } = source.interrupt;
    const other = first.get(value);
    if (other) {
      const message = `interrupt ${value} of VM${vm} is both ${other.name}'s and ${source.name}'s: the guest cannot tell them apart`;
      found.between('bao-interrupt-shared', 'error', message, [
        configNumber(other.interrupt, other.name),
        configNumber(source.interrupt, source.name),
      ]);
    } else {
      first.set(value, source);
    }
  }
}

/** Devices that are passed through: their interrupts in the tree must be among those that the machine was given. */
export function checkDeviceInterrupts(guest: Guest, found: Mismatches): void {
  const { devs } = guest.config.platform;
  const given = new Set(devs.flatMap(({ interrupts }) => interrupts.map(({ value }) => value)));
  const devices = mappingsOf(guest.config, guest.vm).filter(({ kind }) => kind === 'device');
  for (const node of guest.nodes) {
    const [reg] = guest.regs(node);
    const device = reg && devices.find(({ base, size }) => reg.base >= base && reg.base - base < size);
    const missing = device ? guest.interrupts.of(node).filter(({ number }) => !given.has(BigInt(number))) : [];
    for (const interrupt of device ? missing : []) {
      const message = `${node.path} has interrupt ${interrupt.number}${offsetText(interrupt.offset)}, which no device of ${guest.name} has: it never comes`;
      found.between('bao-device-interrupt', 'error', message, [
        interruptSide(interrupt, `interrupt ${interrupt.number} in the device tree`),
        { range: device!.range, label: device!.name },
      ]);
    }
  }
}
