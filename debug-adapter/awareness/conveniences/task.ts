// SPDX-License-Identifier: Apache-2.0
/** `$task`: tasks of Linux guests. */

import { type Convenience, hex, integer, missing, object, oneOf, text } from '../../expressions';
import type { LinuxTask, TaskState } from '../linux';
import type { PlacedTask } from '../threads';
import type { Facts } from './facts';

const STATES: readonly TaskState[] = [
  'running',
  'runnable',
  'sleeping',
  'waiting',
  'stopped',
  'idle',
  'new',
  'zombie',
  'dead',
];
const KINDS: readonly LinuxTask['kind'][] = ['process', 'kernel thread', 'idle task'];

export function taskValue(facts: Facts, { task, vcpu }: PlacedTask, vm: number): Convenience {
  const { address, pid, tgid, name, kind, state, cpu } = task;
  return object(
    'task',
    () => `${name} (pid ${pid}, ${state})`,
    {
      pid: () => integer(pid),
      tgid: () => integer(tgid),
      name: () => text(name),
      kind: () => oneOf('task_kind', kind, KINDS),
      state: () => oneOf('task_state', state, STATES),
      cpu: () => integer(cpu),
      vcpu: () => (vcpu === undefined ? missing('it is on no vCPU now') : facts.vcpu(vcpu.hart)),
      vm: () => facts.virtualMachine(vm),
      address: () => hex(address),
    },
    pid,
  );
}
