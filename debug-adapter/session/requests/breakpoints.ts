// SPDX-License-Identifier: Apache-2.0
/** Breakpoints of every kind. Each request replaces all of its kind, and works at once, also while the machine runs. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { BreakpointOptions, BreakpointState, InstructionBreakpoint, LineBreakpoint } from '../../breakpoints';
import type { Arguments } from '../arguments';
import { breakpointOf } from '../breakpoint-events';
import { displaced } from '../memory-references';
import { RequestError } from '../request-error';
import type { SessionState } from '../session-state';
import type { RequestFamily } from './handler';
import { setEach } from './set-each';

/** No person sets as many. */
const MAX_BREAKPOINTS = 10_000;
/** Lines of one question for places. */
const MAX_LINES = 100_000;

export function optionsOf(args: Arguments): BreakpointOptions {
  const options: { condition?: string; hitCondition?: string; logMessage?: string } = {};
  for (const name of ['condition', 'hitCondition', 'logMessage'] as const) {
    const text = args.optionalText(name);
    // Clients send empty texts for fields that a person has emptied.
    if (text !== undefined && text.trim() !== '') {
      options[name] = text;
    }
  }
  return options;
}

export function shownBreakpoints(
  { debuggee }: SessionState,
  states: readonly BreakpointState[],
): { breakpoints: DebugProtocol.Breakpoint[] } {
  return { breakpoints: states.map((state) => breakpointOf(debuggee.sources, state)) };
}

/** The path that a source of the client means. */
function pathOf({ client, debuggee }: SessionState, source: Arguments): string {
  const path = source.optionalText('path');
  if (path !== undefined) {
    return client.ownPath(path);
  }
  const file = debuggee.sources.missingFile(source.integerOr('sourceReference', 0));
  if (file === undefined) {
    throw new RequestError("The source has no 'path'");
  }
  return file;
}

async function setLines(state: SessionState, args: Arguments): Promise<object> {
  const path = pathOf(state, args.object('source'));
  const wanted = args.objects('breakpoints', MAX_BREAKPOINTS).map(
    (each): LineBreakpoint => ({
      ...optionsOf(each),
      line: state.client.ownLine(each.integer('line')),
      ...(each.has('column') ? { column: state.client.ownColumn(each.integer('column')) } : {}),
    }),
  );
  const states = await state.debuggee.breakpoints.setLines(path, wanted);
  const { breakpoints } = shownBreakpoints(state, states);
  // A client that does not ask for a column would move its mark into the line.
  return {
    breakpoints: breakpoints.map((each, index) => ({ ...each, ...columnOf(state, wanted[index], states[index]) })),
  };
}

function columnOf({ client }: SessionState, wanted: LineBreakpoint | undefined, state: BreakpointState | undefined) {
  const column = state?.place?.column ?? 0;
  return wanted?.column === undefined || column === 0 ? {} : { column: client.column(column) };
}

async function setFunctions(state: SessionState, args: Arguments): Promise<object> {
  const wanted = args
    .objects('breakpoints', MAX_BREAKPOINTS)
    .map((each) => ({ ...optionsOf(each), name: each.text('name') }));
  return shownBreakpoints(state, await state.debuggee.breakpoints.setFunctions(wanted));
}

async function setInstructions(state: SessionState, args: Arguments): Promise<object> {
  const { breakpoints, references, stacks, execution } = state.debuggee;
  const current = await stacks.spaceOf(execution.focus);
  const read = (each: Arguments): InstructionBreakpoint => {
    const reference = each.text('instructionReference');
    const offset = each.integerOr('offset', 0);
    const address = displaced(references.decode(reference, current), offset);
    if (address === undefined) {
      throw new RequestError(`No instruction is ${offset} bytes from ${reference}`);
    }
    return { ...optionsOf(each), address };
  };
  return setEach(args.objects('breakpoints', MAX_BREAKPOINTS), read, async (wanted) => {
    const shown = shownBreakpoints(state, await breakpoints.setInstructions(wanted)).breakpoints;
    const addressOf = (index: number): string => references.encode(wanted[index]!.address);
    return shown.map((each, index) => ({ ...each, instructionReference: addressOf(index) }));
  });
}

function locations(state: SessionState, args: Arguments): object {
  const { client, debuggee } = state;
  const first = client.ownLine(args.integer('line'));
  const last = Math.min(args.has('endLine') ? client.ownLine(args.integer('endLine')) : first, first + MAX_LINES);
  const found = debuggee.breakpoints.locations(pathOf(state, args.object('source')), first, last);
  return {
    breakpoints: found.map(({ line, column }) => ({
      line: client.line(line),
      column: client.column(Math.max(column, 1)),
    })),
  };
}

export const breakpointRequests: RequestFamily = {
  setBreakpoints: { needs: 'launched', answer: setLines },
  setFunctionBreakpoints: { needs: 'launched', answer: setFunctions },
  setInstructionBreakpoints: { needs: 'launched', answer: setInstructions },
  breakpointLocations: { needs: 'launched', answer: locations },
};
