// SPDX-License-Identifier: Apache-2.0
/** The names themselves, and what each of them means in a frame. */

import {
  type Convenience,
  type ConvenienceFunction,
  type ConvenienceName,
  type ConvenienceSource,
  integer,
  list,
  missing,
} from '../../expressions';
import type { Programs } from '../../programs';
import { type Frame, isSleeping, type RegisterNames } from '../../stack';
import type { Target } from '../../target';
import { Threads } from '../threads';
import { currentTask } from './current-task';
import { allDevices } from './device';
import type { Facts } from './facts';
import { takenRequests } from './request';
import { SystemFacts } from './system-facts';

interface Name {
  readonly about: string;
  readonly forms?: ConvenienceFunction['forms'];
  readonly value: (facts: Facts, frame: Frame) => Convenience | Promise<Convenience>;
}

const ON_NO_VCPU = 'this thread is on no vCPU: it sleeps';

function calling(
  forms: ConvenienceFunction['forms'],
  call: (facts: Facts, frame: Frame, values: readonly bigint[]) => Promise<Convenience>,
): Pick<Name, 'forms' | 'value'> {
  return {
    forms,
    value: (facts, frame) => ({ kind: 'function', forms, call: (values) => call(facts, frame, values) }),
  };
}

/** The last two of `(id)` and `(vm, id)`: without a virtual machine, the frame's is meant. */
function inMachine(frame: Frame, values: readonly bigint[]): [bigint, bigint] {
  const [first = 0n, second] = values;
  return second === undefined ? [BigInt(frame.space.vm), first] : [first, second];
}

const NAMES: Readonly<Record<string, Name>> = {
  vm: {
    about: 'virtual machine of this frame',
    value: (facts, { space }) => facts.virtualMachine(space.vm),
  },
  vcpu: {
    about: 'vCPU of this thread',
    value: (facts, { thread }) => (isSleeping(thread) ? missing(ON_NO_VCPU) : facts.vcpu(thread)),
  },
  hart: {
    about: 'physical CPU of this thread',
    value: (_, { thread }) => (isSleeping(thread) ? missing(ON_NO_VCPU) : integer(thread)),
  },
  task: { about: 'Linux task that this thread is', value: currentTask },
  req: {
    about: 'request in a slot: $req(3).state',
    ...calling([['slot']], (facts, _, [slot = 0n]) => facts.request(slot)),
  },
  reqs: { about: 'requests that are taken', value: takenRequests },
  dm: {
    about: 'device model: $dm(0).queue.length',
    ...calling([['id'], ['vm', 'id']], (facts, frame, values) => facts.deviceModel(...inMachine(frame, values))),
  },
  device: {
    about: 'REMIO device: $device(7).ready',
    ...calling([['bind_key']], (facts, _, [bindKey = 0n]) => facts.device(bindKey)),
  },
  devices: { about: 'all REMIO devices', value: allDevices },
  ipc: {
    about: 'IPC object: $ipc(0)',
    ...calling([['id'], ['vm', 'id']], (facts, frame, values) => facts.ipcObject(...inMachine(frame, values))),
  },
  vms: {
    about: 'all virtual machines',
    value: (facts) =>
      list(
        'vm',
        facts.target.partitions.map(({ vm }) => facts.virtualMachine(vm)),
      ),
  },
};

const ALL: readonly ConvenienceName[] = Object.entries(NAMES).map(([name, { about, forms }]) => ({
  name,
  about,
  isFunction: forms !== undefined,
}));

/** What names with a `$` mean in a frame. */
export type BaoConveniences = (frame: Frame, registers: RegisterNames) => ConvenienceSource;

export function baoConveniences(target: Target, programs: Programs): BaoConveniences {
  let threads: Threads | undefined;
  return (frame, registers) => {
    // Nothing may be known from an earlier moment: between two hits of a breakpoint nobody says that something has run.
    let facts: Facts | undefined;
    const now = (): Facts => {
      threads ??= new Threads(target, programs, registers);
      facts ??= new SystemFacts(target, threads);
      return facts;
    };
    return {
      names: ALL,
      value: async (name) => (Object.hasOwn(NAMES, name) ? NAMES[name]!.value(now(), frame) : undefined),
    };
  };
}
