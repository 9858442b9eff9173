// SPDX-License-Identifier: Apache-2.0
/** From a function's name to the addresses at which its body begins, inlined copies included. */

import type { Program } from '../programs';
import type { SourcePlace } from '../symbols';
import type { Partition } from '../target';
import type { CodePoint, Resolution } from './resolution';

/** @param wanted `name` or `partition!name` */
export function resolveFunction(
  programs: readonly Program[],
  partitions: readonly Partition[],
  wanted: string,
): Resolution {
  const [, partition, name] = /^(?:([^!]*)!)?(.*)$/s.exec(wanted.trim()) as unknown as [string, string?, string?];
  if (partition !== undefined && !partitions.some((each) => each.name === partition)) {
    const names = partitions.map((each) => each.name).join(', ');
    return unresolved(`there is no partition '${partition}'; there is ${names}`);
  }
  const searched = programs.filter(({ vmName }) => partition === undefined || vmName === partition);
  const found = name ? searched.flatMap((program) => entriesIn(program, name)) : [];
  if (found.length === 0) {
    const without = searched.filter(({ symbols }) => !symbols.hasSymbolTable && !symbols.hasDebugInfo);
    const more = without.map(({ file }) => `; ${file} is stripped`).join('');
    return unresolved(`no image has a function '${name}'${more}`);
  }
  return { points: found.map(({ point }) => point), reason: undefined, place: found[0]?.place };
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
