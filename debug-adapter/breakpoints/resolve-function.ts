// SPDX-License-Identifier: Apache-2.0
/** From a function's name to the addresses at which its body begins, inlined copies included. */

import type { Program } from '../programs';
import type { SourcePlace } from '../symbols';
import type { Target } from '../target';
import type { CodePoint, Resolution } from './resolution';

/** How people call the hypervisor in the place of a partition. */
const HYPERVISOR = /^(bao|hypervisor)$/i;
/** How functions of Bao's core begin (src/core, src/arch/riscv): nobody means a guest's by such a name. */
const BAO_FUNCTION = /^(remio|ipc|vm|vmm|vcpu|vplic|sbi|cpu|mem|interrupts|hypercall|config|platform|sync_exception)_/;

/** @param wanted `name` or `partition!name` */
export function resolveFunction(
  programs: readonly Program[],
  { name: machine, partitions, capabilities }: Pick<Target, 'name' | 'partitions' | 'capabilities'>,
  wanted: string,
): Resolution {
  const [, partition, name] = /^(?:([^!]*)!)?(.*)$/s.exec(wanted.trim()) as unknown as [string, string?, string?];
  const model = capabilities.hypervisorCode ? '' : `; ${modelled(machine)}`;
  const isKnown = [...partitions.map((each) => each.name), ...programs.map(({ vmName }) => vmName)].some(
    (each) => each === partition,
  );
  if (partition !== undefined && !isKnown) {
    if (HYPERVISOR.test(partition) && model !== '') {
      return unresolved(modelled(machine));
    }
    const names = partitions.map((each) => each.name).join(', ');
    return unresolved(`there is no partition '${partition}'; there is ${names}`);
  }
  const searched = programs.filter(({ vmName }) => partition === undefined || vmName === partition);
  const found = name ? searched.flatMap((program) => entriesIn(program, name)) : [];
  if (found.length === 0) {
    const without = searched.filter(({ symbols }) => !symbols.hasSymbolTable && !symbols.hasDebugInfo);
    const more = without.map(({ file }) => `; ${file} is stripped`).join('');
    const hint = partition === undefined && BAO_FUNCTION.test(name ?? '') ? model : '';
    return unresolved(`no image has a function '${name}'${more}${hint}`);
  }
  return { points: found.map(({ point }) => point), reason: undefined, place: found[0]?.place };
}

function modelled(machine: string): string {
  return `in the ${machine} the hypervisor is a model without code of its own: event breakpoints stop at what it does`;
}

function entriesIn(program: Program, name: string): { point: CodePoint; place: SourcePlace | undefined }[] {
  const { symbols } = program;
  const own = symbols.functionsNamed(name).map(({ body }) => body);
  const copies = symbols.hasDebugInfo ? symbols.copiesOf(name).filter(({ inlined }) => inlined) : [];
  return [...own, ...copies.map(({ address }) => address)].map((address) => {
    const frames = symbols.lookup(address)?.frames ?? [];
    // Its first instruction may be in a call that is inlined in it.
    const hidden = Math.max(
      0,
      frames.findIndex((frame) => frame.function === name),
    );
    return { point: { vm: program.vm, root: undefined, address, program, hidden }, place: frames[hidden]?.place };
  });
}

function unresolved(reason: string): Resolution {
  return { points: [], reason, place: undefined };
}
