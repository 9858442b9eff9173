// SPDX-License-Identifier: Apache-2.0
/**
 * Interrupts that wait in a virtual machine whose vCPUs all sleep. Looked at when nothing runs any more. A backend that
 * polls leaves its request interrupt pending and is healthy, so that one counts only where the guest has half set it up.
 */

import type { Context } from './context';
import type { Vm } from './vm';
import type { Undeliverable } from './vplic';

const REASONS: Record<Undeliverable, string> = {
  disabled: 'it is enabled in no context of the interrupt controller',
  'priority-zero': 'its priority is 0, which means never',
  'below-threshold': 'its priority is not above the threshold',
  active: 'the guest has claimed it before and never completed it',
};

export function reportWaiting(context: Context): void {
  for (const vm of context.vms) {
    const asleep = vm.started && vm.harts.every((hart) => !context.harts.is(hart, 'blocked'));
    if (asleep) {
      reportVm(context, vm);
    }
  }
}

function reportVm(context: Context, vm: Vm): void {
  for (const { interrupt, reason, source, everClaimed } of vm.vplic?.undeliverable() ?? []) {
    const expected = source === 'remio-request' ? reason !== 'disabled' : true;
    if (!expected || source === 'device' || (everClaimed && reason !== 'active')) {
      continue;
    }
    context.findings.report('interrupt-never-taken', vm.master, vm.id, [BigInt(interrupt)], {
      key: `${vm.id} ${interrupt}`,
      text: `Interrupt ${interrupt} (${source}) waits in ${vm.label}, which sleeps, and cannot reach it: ${REASONS[reason]}.`,
    });
  }
}
