// SPDX-License-Identifier: Apache-2.0
/** What our debugger says at a stop. */

import type { Frame, Stacks } from '../../debug-adapter/stack';
import type { Variable } from '../../debug-adapter/symbols';
import { typeName } from '../../debug-adapter/values';
import { FOLLOWED_FRAMES, FRAMES, type SeenFrame, type SeenStop, type SeenVariable } from './tree';
import { Budget, treeOf } from './value-tree';

export async function ourView(stacks: Stacks, hart: number): Promise<SeenStop> {
  const frames = await stacks.backTrace(hart, FRAMES);
  const seen: SeenFrame[] = [];
  for (const [index, frame] of frames.entries()) {
    seen.push(await describe(stacks, frame, index < FOLLOWED_FRAMES));
  }
  return { frames: seen, end: '' };
}

async function describe(stacks: Stacks, frame: Frame, follow: boolean): Promise<SeenFrame> {
  const variables = frame.symbols?.variablesAt(frame.codeAddress)[frame.level];
  const parameters = await all(variables?.parameters ?? [], stacks, frame, follow);
  const blocks: SeenVariable[][] = [];
  for (const block of variables?.blocks ?? []) {
    blocks.push(await all(block, stacks, frame, follow));
  }
  return {
    function: frame.function ?? null,
    file: frame.place?.file ?? null,
    line: frame.place?.line ?? 0,
    inlined: frame.inlined,
    pc: `0x${frame.pc.toString(16)}`,
    parameters,
    blocks,
  };
}

async function all(
  variables: readonly Variable[],
  stacks: Stacks,
  frame: Frame,
  follow: boolean,
): Promise<SeenVariable[]> {
  const access = stacks.evaluationContext(frame);
  const seen: SeenVariable[] = [];
  for (const variable of variables) {
    const location = await variable.locate(frame.context);
    const value = await treeOf({ type: variable.type, location }, { access, budget: new Budget(), follow });
    seen.push({ name: variable.name, type: typeName(variable.type), value });
  }
  return seen;
}
