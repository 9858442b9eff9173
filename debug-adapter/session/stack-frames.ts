// SPDX-License-Identifier: Apache-2.0
/** Frames as clients show them. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Frame } from '../stack';
import type { Client } from './client';
import type { Debuggee } from './debuggee';

/** @param index its place in the stack, the innermost at 0 */
export function frameOf(debuggee: Debuggee, client: Client, frame: Frame, index: number): DebugProtocol.StackFrame {
  const { place, pc, space, thread } = frame;
  const program = debuggee.programs.ofVm(space.vm).find(({ symbols }) => symbols === frame.symbols);
  const at = place === undefined || place.line === 0 ? undefined : debuggee.sources.place(place);
  const isHelper = index < debuggee.following.helpersOf(thread);
  return {
    id: debuggee.frames.create({ thread, index }),
    name: nameOf(frame),
    instructionPointerReference: debuggee.references.encode({ space, value: pc }),
    ...(program === undefined ? {} : { moduleId: program.id }),
    // Clients mark the middle of a line where a column says so, which hides the text more than it tells. Line 0 is none.
    ...(at === undefined ? { line: 0, column: 0 } : { ...at, column: client.column(1) }),
    ...(at === undefined || isHelper ? { presentationHint: 'subtle' } : {}),
  };
}

/** A frame that clients pass over: it tells nothing of what a sleeping thread waits for. */
export function schedulerFrameOf(shown: DebugProtocol.StackFrame): DebugProtocol.StackFrame {
  const { source } = shown;
  const passedOver = { presentationHint: 'deemphasize', origin: 'scheduler' } as const;
  return {
    ...shown,
    presentationHint: 'subtle',
    ...(source === undefined ? {} : { source: { ...source, ...passedOver } }),
  };
}

function nameOf({ function: name, pc, inlined }: Frame): string {
  return name === undefined ? `0x${pc.toString(16)}` : `${name}${inlined ? ' (inlined)' : ''}`;
}
