// SPDX-License-Identifier: Apache-2.0
/** Expressions: in watches, hovers and the console. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { type Completion, completionsFor, evaluateResult, executeResult, parseExpression } from '../../expressions';
import type { ValueFormat } from '../../values';
import type { Arguments } from '../arguments';
import { viewOf } from '../frame-handles';
import { RequestError } from '../request-error';
import type { SessionState } from '../session-state';
import { changed } from './changes';
import type { Afterwards, RequestFamily } from './handler';
import { formatOf } from './variables';

const CONTEXTS = ['watch', 'repl', 'hover', 'clipboard', 'variables'];
const MAX_COMPLETIONS = 200;
/** Registers are read as hexadecimal by everybody. */
const REGISTER = /^\s*\$\w+\s*$/;
const HEX: ValueFormat = { radix: 'hex' };

function frameIdOf(args: Arguments): number | undefined {
  return args.has('frameId') ? args.integer('frameId') : undefined;
}

async function evaluateRequest(
  state: SessionState,
  args: Arguments,
  afterwards: Afterwards,
): Promise<DebugProtocol.EvaluateResponse['body']> {
  const { debuggee, client, send } = state;
  const context = args.textOr('context', 'watch');
  if (!CONTEXTS.includes(context)) {
    throw new RequestError(`evaluate: 'context' is one of ${CONTEXTS.join(', ')}; not '${context}'`);
  }
  const expression = parseExpression(args.text('expression'));
  const view = await viewOf(debuggee, frameIdOf(args));
  debuggee.execution.focus = view.frame.thread;
  // Only what is typed into the console may change something.
  const found = await (context === 'repl' ? executeResult : evaluateResult)(expression, view.context);
  if (view.hasWritten) {
    afterwards(() => changed(debuggee, client, send));
  }
  const isRegister = found.kind === 'value' && REGISTER.test(expression.body);
  const format = { ...formatOf(state, args), ...(isRegister ? HEX : {}), ...expression.format };
  const { value: result, ...shown } = await view.shownResult(found, format, expression.body);
  return { result, ...shown };
}

async function completions(
  { debuggee, client }: SessionState,
  args: Arguments,
): Promise<DebugProtocol.CompletionsResponse['body']> {
  const text = args.text('text');
  const line = args.has('line') ? client.ownLine(args.integer('line')) : 1;
  const start =
    text
      .split('\n')
      .slice(0, Math.max(0, line - 1))
      .join('\n').length + (line > 1 ? 1 : 0);
  const offset = Math.min(text.length, Math.max(0, start + client.ownColumn(args.integer('column')) - 1));
  const view = await viewOf(debuggee, frameIdOf(args));
  const found = await completionsFor(text, offset, view.context);
  return { targets: found.slice(0, MAX_COMPLETIONS).map(completionItem) };
}

const TYPES = { member: 'field', name: 'variable', function: 'function' } as const;

/** @param place among the answers: clients would sort them by name, and the nearest come first */
function completionItem({ name, kind, about, start, end }: Completion, place: number): DebugProtocol.CompletionItem {
  return {
    label: name,
    sortText: String(place).padStart(4, '0'),
    type: TYPES[kind],
    ...(about === undefined ? {} : { detail: about }),
    // The arguments follow.
    ...(kind === 'function' ? { text: `${name}(` } : {}),
    start,
    length: end - start,
  };
}

export const evaluationRequests: RequestFamily = {
  evaluate: { needs: 'stopped', answer: evaluateRequest },
  completions: { needs: 'stopped', answer: completions },
};
