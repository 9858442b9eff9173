// SPDX-License-Identifier: Apache-2.0
/** `$vm`, `$vcpu` */

import { type Convenience, integer, list, missing, object, oneOf, text, truth } from '../../expressions';
import type { BaoVcpu, VcpuActivity } from '../../target';
import { ValueError } from '../../values';
import type { Facts } from './facts';

const ACTIVITIES: readonly VcpuActivity[] = [
  'running',
  'wfi',
  'suspended',
  'stopped',
  'blocked',
  'device-not-ready',
  'hung',
  'boot-barrier',
];

export function virtualMachine(facts: Facts, vm: number): Convenience {
  const partition = facts.target.partitions.find((each) => each.vm === vm);
  if (partition === undefined) {
    throw new ValueError(`there is no virtual machine ${vm}: there are 0 to ${facts.target.partitions.length - 1}`);
  }
  const { name, started, vcpus } = partition;
  return object(
    'vm',
    () => facts.nameOf(vm),
    {
      number: () => integer(vm),
      name: () => text(name),
      started: () => truth(started),
      vcpus: () =>
        list(
          'vcpu',
          vcpus.map(({ hart }) => facts.vcpu(hart)),
        ),
      tasks: () => tasks(facts, vm),
      devices: () => devices(facts, vm),
      dms: () => facts.deviceModels(vm),
      ipcs: () => facts.ipcObjects(vm),
    },
    vm,
  );
}

async function tasks(facts: Facts, vm: number): Promise<Convenience> {
  const guest = facts.guest(vm);
  if (guest === undefined) {
    return missing(`${facts.nameOf(vm)} runs no Linux with symbols`);
  }
  const found = await guest.tasks();
  if (found.tasks.length === 0 && found.problems.length > 0) {
    return missing(found.problems.join('; '));
  }
  return list(
    'task',
    found.tasks.map((task) => facts.task(task, vm)),
  );
}

/** REMIO devices that it is an end of. */
async function devices(facts: Facts, vm: number): Promise<Convenience> {
  const found = (await facts.state()).devices.filter(({ frontend, backend }) => [frontend.vm, backend.vm].includes(vm));
  const values: Convenience[] = [];
  for (const { bindKey } of found) {
    values.push(await facts.device(bindKey));
  }
  return list('device', values);
}

/** @param hart physical CPU */
export function virtualCpu(facts: Facts, hart: number): Convenience {
  const vcpu = facts.target.partitions.flatMap(({ vcpus }) => vcpus).find((each) => each.hart === hart);
  if (vcpu === undefined) {
    throw new ValueError(`no virtual machine has the physical CPU ${hart}`);
  }
  const now = async (): Promise<BaoVcpu> => {
    const all = (await facts.state()).partitions.flatMap(({ vcpus }) => vcpus);
    return all.find((each) => each.hart === hart) ?? unknown(hart);
  };
  return object(
    'vcpu',
    async () => (await now()).text,
    {
      number: () => integer(vcpu.vcpu),
      vm: () => facts.virtualMachine(vcpu.vm),
      hart: () => integer(hart),
      activity: async () => oneOf('vcpu_activity', (await now()).activity, ACTIVITIES),
      about: async () => text((await now()).text),
      request: async () => {
        const { request } = await now();
        return request === undefined ? missing('it waits for no request') : facts.request(BigInt(request));
      },
    },
    vcpu.vcpu,
  );
}

function unknown(hart: number): never {
  throw new ValueError(`the hypervisor tells nothing of the physical CPU ${hart}`);
}
