// SPDX-License-Identifier: Apache-2.0
/** Machine code as text. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Arguments } from '../arguments';
import { instructionsFrom } from '../instructions';
import { displaced } from '../memory-references';
import { RequestError } from '../request-error';
import type { SessionState } from '../session-state';
import type { RequestFamily } from './handler';

/** Instructions of one answer, and the distance from the address asked for. */
const MAX_INSTRUCTIONS = 20_000;

async function disassembleRequest(
  state: SessionState,
  args: Arguments,
): Promise<DebugProtocol.DisassembleResponse['body']> {
  const { debuggee, client } = state;
  const { references, stacks, execution } = debuggee;
  const count = within('instructionCount', args.integer('instructionCount'));
  const first = within('instructionOffset', args.integerOr('instructionOffset', 0));
  const reference = args.text('memoryReference');
  const base = references.decode(reference, await stacks.spaceOf(execution.focus));
  const address = displaced(base, args.integerOr('offset', 0));
  if (address === undefined) {
    throw new RequestError(`There is nothing ${args.integer('offset')} bytes from ${reference}`);
  }
  const resolveSymbols = !args.has('resolveSymbols') || args.isTrue('resolveSymbols');
  const instructions = await instructionsFrom(debuggee, client, address, { first, count: Math.max(count, 0) });
  return { instructions: resolveSymbols ? instructions : instructions.map(({ symbol: _, ...rest }) => rest) };
}

function within(name: string, value: number): number {
  if (Math.abs(value) > MAX_INSTRUCTIONS) {
    throw new RequestError(`disassemble: '${name}' is ${value}; up to ${MAX_INSTRUCTIONS} are possible`);
  }
  return value;
}

export const disassemblyRequests: RequestFamily = {
  disassemble: { needs: 'stopped', answer: disassembleRequest },
};
