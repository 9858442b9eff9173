// SPDX-License-Identifier: Apache-2.0
/** Scopes of a frame, variables in them, and giving those other values. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { assignTo, evaluateTarget, parseExpression } from '../../expressions';
import type { ValueFormat } from '../../values';
import type { Arguments } from '../arguments';
import { viewOf } from '../frame-handles';
import { RequestError } from '../request-error';
import type { SessionState } from '../session-state';
import { scopesOf } from '../variables';
import { changed } from './changes';
import type { Afterwards, RequestFamily } from './handler';

/** Variables of one answer; clients that page ask for fewer. */
const MAX_VARIABLES = 10_000;

/** As this request wants numbers, else as the client has asked for them in general. */
export function formatOf({ numberFormat }: SessionState, args: Arguments): ValueFormat {
  return args.has('format') && args.object('format').isTrue('hex') ? { radix: 'hex' } : numberFormat;
}

async function scopes({ debuggee }: SessionState, args: Arguments): Promise<DebugProtocol.ScopesResponse['body']> {
  const view = await viewOf(debuggee, args.integer('frameId'));
  debuggee.execution.focus = view.frame.thread;
  return { scopes: scopesOf(view) };
}

async function variables(state: SessionState, args: Arguments): Promise<DebugProtocol.VariablesResponse['body']> {
  const container = state.debuggee.containers.get(args.integer('variablesReference'));
  const filter = args.optionalText('filter');
  const count = args.integerOr('count', 0);
  const found = await container.list({
    start: Math.max(0, args.integerOr('start', 0)),
    count: count > 0 ? Math.min(count, MAX_VARIABLES) : MAX_VARIABLES,
    format: formatOf(state, args),
  });
  return { variables: found.filter(({ name }) => filter === undefined || (filter === 'indexed') === isIndex(name)) };
}

/** Containers hold either named variables or numbered ones. */
function isIndex(name: string): boolean {
  return name.startsWith('[');
}

async function setVariable(
  state: SessionState,
  args: Arguments,
  afterwards: Afterwards,
): Promise<DebugProtocol.SetVariableResponse['body']> {
  const { debuggee, client, send } = state;
  const container = debuggee.containers.get(args.integer('variablesReference'));
  const name = args.text('name');
  const source = parseExpression(args.text('value'));
  if (container.find === undefined) {
    throw new RequestError(`'${name}' cannot be changed`);
  }
  const place = await container.find(name);
  if (place === undefined) {
    throw new RequestError(`There is no '${name}' here`);
  }
  const { view, format } = place;
  const value = await assignTo(place.value, source, view.context);
  afterwards(() => changed(debuggee, client, send));
  return view.shown(value, { ...format, ...formatOf(state, args) }, undefined);
}

async function setExpression(
  state: SessionState,
  args: Arguments,
  afterwards: Afterwards,
): Promise<DebugProtocol.SetExpressionResponse['body']> {
  const { debuggee, client, send } = state;
  const view = await viewOf(debuggee, args.has('frameId') ? args.integer('frameId') : undefined);
  const target = parseExpression(args.text('expression'));
  const source = parseExpression(args.text('value'));
  const value = await assignTo(await evaluateTarget(target, view.context), source, view.context);
  afterwards(() => changed(debuggee, client, send));
  return view.shown(value, formatOf(state, args), undefined);
}

export const variableRequests: RequestFamily = {
  scopes: { needs: 'stopped', answer: scopes },
  variables: { needs: 'stopped', answer: variables },
  setVariable: { needs: 'stopped', answer: setVariable },
  setExpression: { needs: 'stopped', answer: setExpression },
};
