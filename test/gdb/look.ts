// SPDX-License-Identifier: Apache-2.0
/** Has gdb and our debugger look at the same stops of one program. */

import { type Program, Programs } from '../../debug-adapter/programs';
import { Stacks } from '../../debug-adapter/stack';
import { fileSource, openSymbols } from '../../debug-adapter/symbols';
import { EmbeddedTarget } from '../../debug-adapter/target/embedded';
import type { Machine } from '../../emulator';
import { GdbStub } from '../support/gdb-stub';
import type { BuiltSystem } from '../support/kernel-build';
import { SeededRandom } from '../support/random';
import { bootSystem } from '../support/run-system';
import { gdbView } from './gdb-view';
import { ourView } from './our-view';
import { Stops } from './stops';
import type { SeenStop } from './tree';

export interface BothViews {
  readonly ours: SeenStop;
  readonly gdbs: SeenStop;
}

const SILENT = { console() {}, finding() {} };

function openAll(system: BuiltSystem, machine: Machine): Program[] {
  return machine.vms.flatMap(({ vm, name }) => {
    const image = system.images.find((each) => each.name === name);
    const files = image === undefined ? [] : [image.elf, ...Object.values(image.programs)];
    return files.map((file, index) => ({
      id: index,
      vm,
      vmName: name,
      file,
      isImage: index === 0,
      symbols: openSymbols(fileSource(file)),
    }));
  });
}

/** @param file the program's ELF file @param count how many stops are wanted; fewer when the program has fewer */
export async function look(system: BuiltSystem, file: string, count: number, seed: number): Promise<BothViews[]> {
  const target = new EmbeddedTarget(() => bootSystem(system), SILENT);
  const programs = new Programs(target, openAll(system, target.machine));
  const program = programs.all.find((each) => each.file === file);
  if (program === undefined) {
    throw new Error(`${system.name} does not run ${file}`);
  }
  const stacks = new Stacks(target, programs);
  const stops = new Stops(target, programs, program, new SeededRandom(seed));
  const ours: SeenStop[] = [];
  let hart = target.partitions[program.vm]!.vcpus[0]!.hart;
  const stub = new GdbStub({
    registers: () => {
      const { core } = target.machine;
      return [...Array.from({ length: 32 }, (_, number) => core.readRegister(hart, number)), core.readPc(hart)];
    },
    csr: (number) => target.machine.core.readCsr(hart, number),
    read: async (value, length) => target.readMemory({ space: await target.currentSpace(hart), value }, length),
    command: async () => {
      const next = ours.length < count ? await stops.next() : undefined;
      if (next === undefined) {
        return 'end';
      }
      hart = next;
      stacks.forget();
      ours.push(await ourView(stacks, hart, program.symbols));
      return 'stop';
    },
  });
  const gdbs = await gdbView(file, await stub.listen());
  await stub.close();
  await target.close();
  return ours.map((each, index) => ({ ours: each, gdbs: gdbs[index]! }));
}
