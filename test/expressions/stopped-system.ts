// SPDX-License-Identifier: Apache-2.0
/** An example system that stands at the beginning of a function. */

import assert from 'node:assert/strict';
import type { EvaluationContext } from '../../debug-adapter/expressions';
import { openPrograms, type Program, Programs } from '../../debug-adapter/programs';
import { type Frame, Stacks } from '../../debug-adapter/stack';
import { launchOptionNames, loadSystem } from '../../debug-adapter/system';
import { createEmbeddedTarget, type EmbeddedTarget } from '../../debug-adapter/target/embedded';
import type { BuiltSystem } from '../support/kernel-build';

const SILENT = { console() {}, finding() {} };

export interface StoppedSystem {
  readonly target: EmbeddedTarget;
  readonly program: Program;
  readonly hart: number;
  readonly frame: Frame;
  readonly context: EvaluationContext;
  close(): Promise<void>;
}

/** @param name of a function of exactly one of the system's programs, behind whose prologue it stops */
export async function stopIn(built: BuiltSystem, name: string): Promise<StoppedSystem> {
  const system = loadSystem({ config: built.config, images: new Map() }, built.config, launchOptionNames);
  assert.ok(system.config !== undefined, `${built.config} cannot be read`);
  const target = createEmbeddedTarget(system, {}, SILENT);
  const opened = openPrograms(system);
  const programs = new Programs(target, opened.programs);
  const stacks = new Stacks(target, programs);
  const [found] = programs.all.flatMap((program) =>
    program.symbols.functionsNamed(name).map(({ body }) => ({ program, body })),
  );
  assert.ok(found, `no program has a function ${name}`);
  const { program, body } = found;
  await target.setCodeBreakpoints([{ vm: program.vm, root: undefined, address: body }]);
  const stop = await target.run({ kind: 'continue' });
  assert.equal(stop.kind, 'code-breakpoint');
  const hart = stop.kind === 'code-breakpoint' ? stop.hart : 0;
  const frame = await stacks.innermost(hart);
  const close = async (): Promise<void> => {
    await target.close();
    opened.close();
  };
  return { target, program, hart, frame, context: stacks.evaluationContext(frame), close };
}
