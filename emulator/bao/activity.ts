// SPDX-License-Identifier: Apache-2.0
/** What each physical CPU is doing, in words. */

import { LINE_TIMER } from '../hart/layout';
import type { Context } from './context';
import type { HartStatusName } from './hart-table';
import type { Remio } from './remio';

/** What a hart is doing; `code` is stable, `text` is for people. */
export interface HartActivity {
  readonly hart: number;
  readonly vm?: number;
  readonly vcpu?: number;
  readonly code:
    | 'running'
    /** wfi, nothing pending and enabled. */
    | 'wfi'
    /** The guest asked for a suspend by SBI HSM. */
    | 'suspended'
    /** A vCPU that HSM has not started. */
    | 'stopped'
    /** Waits for the completion of a REMIO request. */
    | 'blocked'
    /** Touched a REMIO device whose other side never came up: spins in the hypervisor. */
    | 'device-not-ready'
    /** Loops in the hypervisor after an error. */
    | 'hung'
    /** A physical CPU without a virtual machine. */
    | 'unused'
    /** Waits in the hypervisor's boot for a CPU that will not come. */
    | 'boot-barrier';
  readonly text: string;
  /** Of 'blocked': slot in the request pool. */
  readonly requestId?: number;
  /** Of 'wfi' and 'suspended': when the timer fires, in timebase ticks. */
  readonly timer?: bigint;
}

const CODES: Record<HartStatusName, HartActivity['code']> = {
  unused: 'unused',
  barrier: 'boot-barrier',
  stopped: 'stopped',
  running: 'running',
  wfi: 'wfi',
  suspended: 'suspended',
  blocked: 'blocked',
  notReady: 'device-not-ready',
  hung: 'hung',
};

export function describeActivities(context: Context, remio: Remio): HartActivity[] {
  return Array.from({ length: context.harts.count }, (_, hart) => describe(context, remio, hart));
}

function describe(context: Context, remio: Remio, hart: number): HartActivity {
  const { harts, vms } = context;
  const code = CODES[harts.name(hart)];
  const vm = harts.vm[hart]!;
  const vcpu = harts.vcpu[hart]!;
  const place = vm < 0 ? {} : { vm, vcpu };
  const who = vm < 0 ? `CPU ${hart}` : `vCPU ${vcpu} of ${vms[vm]!.label}`;
  const deadline = harts.timer[hart]!;
  const waits = code === 'wfi' || code === 'suspended';
  const timer =
    waits && timerState(context, hart) === 'set'
      ? { timer: BigInt(Math.ceil(deadline / context.platform.instructionsPerTick)) }
      : {};
  const request = code === 'blocked' ? { requestId: harts.request[hart]! } : {};
  return { hart, ...place, code, text: `${who} ${words(context, remio, hart, code)}`, ...request, ...timer };
}

const TIMER_WORDS = {
  none: '',
  set: ' or its timer',
  expired: '; its timer has expired, and sie masks it',
} as const;

/** Of a hart that waits: one whose timer has expired would not, if the guest had enabled that interrupt. */
function timerState({ harts, registers }: Context, hart: number): keyof typeof TIMER_WORDS {
  if (!Number.isFinite(harts.timer[hart]!)) {
    return 'none';
  }
  return (registers.lines(hart) & LINE_TIMER) === 0 ? 'set' : 'expired';
}

function words(context: Context, remio: Remio, hart: number, code: HartActivity['code']): string {
  const { harts, registers } = context;
  const timed = TIMER_WORDS[timerState(context, hart)];
  const pc = ((BigInt(registers.pcHigh(hart) >>> 0) << 32n) | BigInt(registers.pcLow(hart) >>> 0)).toString(16);
  switch (code) {
    case 'running':
      return `runs at 0x${pc}`;
    case 'wfi':
      return `waits in wfi before 0x${pc} for an interrupt${timed}`;
    case 'suspended':
      return `is suspended (SBI HSM) until an interrupt${timed}`;
    case 'stopped':
      return 'has not been started (SBI HSM hart_start)';
    case 'blocked':
      return `waits for REMIO request ${describeRequest(remio, harts.request[hart]!)}`;
    case 'device-not-ready':
      return `spins in the hypervisor: ${harts.reason[hart]}`;
    case 'hung':
      return `hangs in the hypervisor: ${harts.reason[hart]}`;
    case 'unused':
      return 'has no virtual machine';
    default:
      return `waits in the hypervisor's boot: ${harts.reason[hart]}`;
  }
}

function describeRequest(remio: Remio, slot: number): string {
  const { pool, devices } = remio;
  const state = ['FREE', 'PENDING', 'PROCESSING', 'COMPLETE'][pool.state[slot]!];
  const operation = pool.operation[slot] === 0 ? 'store to' : 'load from';
  const device = devices[pool.device[slot]!]!;
  const lost = pool.lost[slot] ? ', dropped from its queue' : '';
  return `${slot} (${operation} 0x${pool.address(slot).toString(16)}, bind_key ${device.bindKey}, ${state}${lost}) to be completed by VM${device.backend.vm}`;
}
