// SPDX-License-Identifier: Apache-2.0
/** Puts each stage of a request's life into words; its frames are somebody else's. */

import { remioOperation } from '../../../debug-adapter/awareness/bao';
import type { VirtioRequest } from '../../../debug-adapter/awareness/requests';
import { causeName, generalRegisters } from '../../../debug-adapter/awareness/riscv';
import { deviceTypeName, registerName, valueMeaning } from '../../../debug-adapter/awareness/virtio';
import type { Machine, MachineEvent, RemioDeviceView } from '../../../emulator';
import { grouped, hex } from '../terminal';
import type { RequestEvent } from './find-request';
import type { RequestHistory } from './history';
import { loadStoreText } from './instruction-text';
import type { Stage } from './stage';

type Event<Kind extends MachineEvent['kind']> = Extract<MachineEvent, { kind: Kind }>;
type Fact = readonly [string, string];

export class StageWriter {
  constructor(
    private readonly machine: Machine,
    private readonly history: RequestHistory,
    private readonly request: RequestEvent,
    private readonly device: RemioDeviceView | undefined,
    /** The backend runs the Linux driver, not a program of its own. */
    private readonly hasDriver: boolean,
  ) {}

  trapped(trap: Event<'hypervisorTrap'> | undefined): Stage {
    const { request } = this;
    const isStore = request.operation === 'WRITE';
    const register = generalRegisters[request.register] ?? `x${request.register}`;
    const text = trap === undefined ? undefined : loadStoreText(trap.instruction);
    const facts: Fact[] = [
      ['register', this.registerText()],
      ...(isStore ? [['value', this.valueText(request.value)] as const] : []),
      ...(text === undefined
        ? []
        : [['instruction', isStore ? `${text}, with ${register} = ${hex(request.value)}` : text] as const]),
      ...(trap === undefined
        ? []
        : [
            [
              'trap',
              `${causeName(BigInt(trap.cause))} at guest-physical ${hex(trap.gpa)}: nothing is mapped there`,
            ] as const,
          ]),
    ];
    const title = isStore ? 'The frontend stores to a device register' : 'The frontend loads from a device register';
    return this.guestStage('trapped', title, request, facts);
  }

  queued(): Stage {
    const { request } = this;
    const slots = this.machine.baoState().requests.length;
    return this.stage('queued', 'Bao queues the request and blocks the vCPU', request, [
      ['request', `slot ${request.id} of ${slots}, PENDING: ${this.accessText()}`],
      ['device', `bind key ${request.bindKey}${this.endsText()}`],
      ['vCPU', `hart ${request.frontendCpu} waits in the hypervisor, its pc already behind the instruction`],
    ]);
  }

  injected(event: Event<'interruptInjected'>): Stage {
    return this.stage('injected', 'Bao interrupts the backend', event, [
      ['interrupt', `${event.interrupt} becomes pending in the interrupt controller of ${this.vmName(event.vm)}`],
    ]);
  }

  taken(event: Event<'interruptTaken'>): Stage {
    return this.guestStage('taken', 'The backend takes the interrupt', event, [
      ['interrupt', `${event.interrupt}, claimed from the PLIC in context ${event.context}`],
    ]);
  }

  asked(event: RequestEvent, call: Event<'hypercall'> | undefined): Stage {
    const title = this.hasDriver
      ? 'The I/O dispatcher driver asks for the request'
      : 'The backend asks for the request';
    return this.guestStage('asked', title, event, [
      ...this.callFacts(call),
      ['request', `slot ${event.id} is PROCESSING`],
    ]);
  }

  dispatched(hart: number, request: VirtioRequest): Stage {
    return this.hereStage('dispatched', 'The driver gives it to the client that serves this address', hart, [
      ['request', requestText(request)],
    ]);
  }

  attached(hart: number, request: VirtioRequest): Stage {
    return this.hereStage('attached', 'The device model has it: ATTACH returns to user space', hart, [
      ['request', requestText(request)],
      ['register', this.registerText()],
    ]);
  }

  completed(event: RequestEvent, call: Event<'hypercall'> | undefined): Stage {
    const title = this.hasDriver
      ? 'The device model has answered: the driver completes the request'
      : 'The backend completes the request';
    return this.guestStage('completed', title, event, [
      ...this.callFacts(call),
      ['request', `slot ${event.id} is COMPLETE`],
    ]);
  }

  resumed(event: Event<'vcpuResumed'>): Stage {
    const hart = event.hart ?? this.request.frontendCpu;
    const pc = this.machine.core.readPc(hart);
    const spent = event.instructions - this.request.instructions;
    const ticks = event.time > this.request.time ? event.time - this.request.time : 0n;
    const microseconds = (Number(ticks) * 1e6) / this.machine.platform.timebaseHz;
    const isLoad = this.request.operation === 'READ';
    const name = generalRegisters[event.register] ?? `x${event.register}`;
    const place = { ...event, hart, vm: event.vm ?? this.request.vm, pc };
    return this.guestStage('resumed', 'The frontend goes on at the next instruction', place, [
      ...(isLoad ? [['value', `${name} = ${this.valueText(event.value)}`] as const] : []),
      ['pc', `${hex(pc)}, behind the ${isLoad ? 'load' : 'store'} at ${hex(this.request.pc)}`],
      ['took', `${grouped(spent)} instructions of all harts, ${microseconds.toFixed(1)} us of virtual time`],
    ]);
  }

  stuck(): Stage {
    const { instructions, time } = this.machine.position;
    const harts = this.machine.activities().filter(({ code }) => code !== 'unused');
    const place = { instructions, time, vm: undefined, hart: undefined };
    const facts = harts.map(({ hart, text }): Fact => [`hart ${hart}`, text]);
    return this.stage('stuck', 'The request is not answered', place, facts);
  }

  // --- words ---------------------------------------------------------------------------------------------------------

  private get isVirtio(): boolean {
    return this.history.device(this.request.bindKey)?.isVirtio ?? false;
  }

  private registerText(): string {
    const offset = this.history.offset(this.request);
    const device = this.history.device(this.request.bindKey);
    const base = hex(device?.base ?? this.request.address);
    if (!this.isVirtio) {
      return `offset ${hex(offset)} of the device at ${base}`;
    }
    const kind = device?.deviceId === undefined ? 'device' : deviceTypeName(device.deviceId);
    return `${registerName(offset)} (${hex(offset, 3)}) of the virtio ${kind} at ${base}`;
  }

  private valueText(value: bigint): string {
    const meaning = this.isVirtio ? valueMeaning(this.history.offset(this.request), BigInt.asUintN(32, value)) : '';
    return meaning === '' ? hex(value) : `${hex(value)} (${meaning})`;
  }

  private accessText(): string {
    const { operation, width, address, value } = this.request;
    const what = operation === 'WRITE' ? `, value ${hex(value)}` : '';
    return `${operation} of ${width} byte${width === 1 ? '' : 's'} at ${hex(address)}${what}`;
  }

  private endsText(): string {
    if (this.device === undefined) {
      return '';
    }
    const { frontend, backend } = this.device;
    const model = `${this.vmName(backend.vm)} (device model ${backend.index})`;
    return `, frontend ${this.vmName(frontend.vm)}, backend ${model}`;
  }

  private vmName(vm: number | undefined): string {
    const name = vm === undefined ? undefined : this.machine.vms[vm]?.name.replace(/_image$/, '');
    return name === undefined || name === `vm${vm}` ? `vm${vm}` : `vm${vm} ${name}`;
  }

  private callFacts(call: Event<'hypercall'> | undefined): Fact[] {
    if (call === undefined) {
      return [];
    }
    const [model, address, operation, value, id] = call.args;
    const isAsk = operation === 2n;
    const [, code, outAddress, outOperation, outValue, outWidth, outId, more] = call.results;
    const given = `a0 = ${model} (device model), a2 = ${operation} (${remioOperation(operation ?? 0n)})`;
    const rest = isAsk ? '' : `, a1 = ${hex(address ?? 0n)}, a3 = ${hex(value ?? 0n)} (value), a4 = ${id} (request)`;
    const answer = `a1 = ${BigInt.asIntN(64, code ?? 0n)}${code === 0n ? ' (success)' : ''}`;
    const out =
      `, a2 = ${hex(outAddress ?? 0n)}, a3 = ${outOperation} (${remioOperation(outOperation ?? 0n)}), a4 = ${hex(outValue ?? 0n)}, ` +
      `a5 = ${outWidth} bytes, a6 = ${outId} (request), a7 = ${more} (${more === 0n ? 'no more' : 'more'})`;
    return [
      ['hypercall', `REMIO: ${given}${rest}`],
      ['answer', answer + (isAsk ? out : '')],
    ];
  }

  // --- places --------------------------------------------------------------------------------------------------------

  private stage(
    id: Stage['id'],
    title: string,
    { instructions, time }: { instructions: bigint; time: bigint },
    facts: readonly Fact[],
  ): Stage {
    return { id, title, instructions, time, vm: undefined, hart: undefined, pc: undefined, frames: [], facts };
  }

  /** At the pc of an event that has just happened on a guest's hart. */
  private guestStage(
    id: Stage['id'],
    title: string,
    place: { instructions: bigint; time: bigint; vm?: number | undefined; hart?: number | undefined; pc: bigint },
    facts: readonly Fact[],
  ): Stage {
    const { instructions, time, vm, hart, pc } = place;
    return { id, title, instructions, time, vm, hart, pc, frames: [], facts };
  }

  /** Where a hart has stopped. */
  private hereStage(id: Stage['id'], title: string, hart: number, facts: readonly Fact[]): Stage {
    const vm = this.machine.vms.find(({ harts }) => harts.includes(hart))?.vm;
    const { instructions, time } = this.machine.position;
    return this.guestStage(id, title, { instructions, time, vm, hart, pc: this.machine.core.readPc(hart) }, facts);
  }
}

function requestText(request: VirtioRequest): string {
  const { deviceModel, address, operation, value, width, id } = request;
  const name = remioOperation(operation ?? 0n);
  return `dm_id ${deviceModel}, addr ${hex(address)}, op ${operation} (${name}), value ${hex(value)}, access_width ${width}, request_id ${id}`;
}
