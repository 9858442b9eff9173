// SPDX-License-Identifier: Apache-2.0
/** What there is to say about REMIO going wrong: by a guest's mistake or by a defect of the hypervisor. */

import { NONE } from '../events';
import type { Context } from './context';
import type { RemioDevice, RemioEnd, RemioState } from './remio-device';
import type { Vm } from './vm';

const OPERATIONS = ['WRITE', 'READ', 'ASK', 'NOTIFY'] as const;

export class RemioFindings {
  readonly #context: Context;
  readonly #remio: RemioState;

  constructor(context: Context, remio: RemioState) {
    this.#context = context;
    this.#remio = remio;
  }

  dropped(hart: number, vm: Vm, device: RemioDevice, slot: number): void {
    const pool = this.#remio.pool;
    this.#report('request-dropped', hart, vm.id, `${pool.serial[slot]}`, [BigInt(slot), device.bindKey], () => {
      const victim = this.#vcpu(pool.cpu[slot]!);
      const what = `${OPERATIONS[pool.operation[slot]!]} at 0x${pool.address(slot).toString(16)}`;
      return (
        `${vm.label} called READ or WRITE with request_id -1 on bind_key ${device.bindKey}. Bao takes that for "the next ` +
        `pending request" and took request ${slot} (${what}) of ${victim} off the queue without giving it to anybody: ` +
        `${victim} waits for ever. Complete only ids that ASK has returned.`
      );
    });
  }

  wrongCompletion(hart: number, vm: Vm, device: RemioDevice, slot: number, operation: number): void {
    const pool = this.#remio.pool;
    const asRead = operation === 1;
    const code = asRead ? 'write-completed-as-read' : 'read-completed-as-write';
    const args = [BigInt(slot), device.bindKey, BigInt(pool.register[slot]!)];
    this.#report(code, hart, vm.id, `${device.bindKey} ${pool.address(slot)}`, args, () => {
      const register = `x${pool.register[slot]} of ${this.#vcpu(pool.cpu[slot]!)}`;
      const done = asRead
        ? `completed a store with op READ: Bao does not compare, so the value overwrites ${register}, the register that was stored`
        : `completed a load with op WRITE: Bao does not compare, so ${register} keeps what it held before the load`;
      return `${vm.label} ${done} (bind_key ${device.bindKey}, address 0x${pool.address(slot).toString(16)}). Complete a request with the op that ASK returned.`;
    });
  }

  frontendCall(hart: number, vm: Vm, device: RemioDevice, operation: number): void {
    this.#report('frontend-hypercall', hart, vm.id, `${vm.id} ${device.bindKey}`, [device.bindKey], () => {
      const backend = this.#context.vms[device.backend.vm]!.label;
      return (
        `${vm.label} made the hypercall ${OPERATIONS[operation]} on bind_key ${device.bindKey}, whose frontend it is. Bao does not ` +
        `check the side: ASK takes requests away from the backend ${backend}, NOTIFY interrupts the caller itself. Only the backend should call.`
      );
    });
  }

  wrongDevice(hart: number, vm: Vm, index: number, address: number): void {
    this.#report('wrong-device', hart, vm.id, `${vm.id} ${address}`, [BigInt(index), BigInt(address)], () => {
      const key = vm.remio[index]!.config.bindKey.value;
      return (
        `${vm.label} accessed 0x${address.toString(16)}, the first address after remio_devs[${index}] (bind_key ${key}). Bao's search counts the ` +
        'end of a device as part of it, so the request went to that device and not to the one that begins there. ' +
        'Leave a gap between the two, or list the device with the higher address first.'
      );
    });
  }

  notReady(hart: number, vm: Vm, device: RemioDevice, address: number): void {
    this.#report('device-not-ready', hart, vm.id, `${device.bindKey} ${hart}`, [device.bindKey], () => {
      const backend = this.#context.vms[device.backend.vm]!;
      const why = backend.started ? 'lost the race for the ready flag at boot' : 'did not start';
      return (
        `${this.#vcpu(hart)} touched its REMIO device (bind_key ${device.bindKey}, 0x${address.toString(16)}), but the device never became ready: the ` +
        `backend ${backend.label} ${why}. The CPU spins in the hypervisor for ever, without a message.`
      );
    });
  }

  truncatedKey(hart: number, device: RemioDevice, slot: number): void {
    const key = device.bindKey;
    this.#report('value-truncated', hart, this.#context.vmNumber(hart), `key ${key}`, [key, key & 0xffn], () => {
      return (
        `bind_key ${key} does not fit in the eight bits of Bao's message: the completion of request ${slot} arrived as key ${key & 0xffn}, ` +
        `which is no such device, and ${this.#vcpu(hart)} hangs in the hypervisor. Use a bind_key of at most 255.`
      );
    });
  }

  truncatedInterrupt(hart: number, end: RemioEnd, device: RemioDevice): void {
    const side = end === device.backend ? 'backend' : 'frontend';
    const sent = end.interrupt & 0xff;
    const args = [BigInt(end.interrupt), BigInt(sent), device.bindKey];
    this.#report('value-truncated', hart, end.vm, `${side} ${device.bindKey}`, args, () => {
      const vm = this.#context.vms[end.vm]!.label;
      return (
        `Interrupt ${end.interrupt} of the ${side} of bind_key ${device.bindKey} does not fit in the eight bits of Bao's message: ${vm} gets ` +
        `interrupt ${sent} instead. Use an interrupt number of at most 255.`
      );
    });
  }

  notifyNobody(hart: number, end: RemioEnd, device: RemioDevice): void {
    this.#report(
      'notify-without-receiver',
      hart,
      this.#context.vmNumber(hart),
      `${device.bindKey}`,
      [device.bindKey],
      () => {
        const vm = this.#context.vms[end.vm]!;
        const why = end.cpu < 0 ? 'did not start' : `has its CPU ${end.cpu} looping in the hypervisor`;
        const side = end === device.backend ? 'backend' : 'frontend';
        return `An interrupt for the ${side} of bind_key ${device.bindKey} reaches nobody: ${vm.label} ${why}.`;
      },
    );
  }

  /** For every blocked vCPU: why nobody will complete its request. Called when nothing can run any more. */
  stuck(): void {
    const harts = this.#context.harts;
    for (let hart = 0; hart < harts.count; hart++) {
      const slot = harts.request[hart]!;
      if (harts.is(hart, 'blocked') && slot >= 0) {
        this.#stuckAt(hart, slot);
      }
    }
  }

  #stuckAt(hart: number, slot: number): void {
    const pool = this.#remio.pool;
    const device = this.#remio.devices[pool.device[slot]!]!;
    const key = `${pool.serial[slot]}`;
    if (this.#context.findings.has('request-dropped', key)) {
      return;
    }
    const args = [BigInt(slot), device.bindKey, BigInt(pool.state[slot]!)];
    this.#report('frontend-stuck', hart, this.#context.vmNumber(hart), key, args, () => {
      const what = `${OPERATIONS[pool.operation[slot]!]} at 0x${pool.address(slot).toString(16)} (bind_key ${device.bindKey}, request ${slot})`;
      return `${this.#vcpu(hart)} waits for ever for the completion of its ${what}: ${this.#whyStuck(device, slot)}`;
    });
  }

  #whyStuck(device: RemioDevice, slot: number): string {
    const { harts, vms } = this.#context;
    const backend = vms[device.backend.vm]!;
    if (!backend.started) {
      return `its backend ${backend.label} did not start.`;
    }
    if (backend.harts.every((cpu) => !harts.listens(cpu))) {
      return `every vCPU of its backend ${backend.label} hangs in the hypervisor (${harts.reason[backend.harts[0]!]}).`;
    }
    if (this.#remio.pool.state[slot] === 2) {
      return `its backend ${backend.label} has asked for the request but never completed it with READ or WRITE, and now waits itself.`;
    }
    const interrupt = device.backend.interrupt & 0xff;
    if (backend.vplic && !backend.vplic.isConfigured(interrupt)) {
      return (
        `its backend ${backend.label} never asked for it and waits; interrupt ${interrupt}, which announces requests, is not enabled there with a ` +
        'priority above the threshold.'
      );
    }
    return `its backend ${backend.label} never asked for it and waits itself.`;
  }

  #vcpu(hart: number): string {
    const { harts, vms } = this.#context;
    const vm = vms[harts.vm[hart]!];
    return vm ? `vCPU ${harts.vcpu[hart]} of ${vm.label}` : `CPU ${hart}`;
  }

  #report(
    code: Parameters<Context['findings']['report']>[0],
    hart: number,
    vm: number,
    key: string,
    args: readonly bigint[],
    text: () => string,
  ): void {
    const findings = this.#context.findings;
    if (!findings.has(code, key)) {
      findings.report(code, hart, vm < 0 ? NONE : vm, args, { key, text: text() });
    }
  }
}
