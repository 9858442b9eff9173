// SPDX-License-Identifier: Apache-2.0
/** The scopes of a frame: its variables, its registers, and what its vCPU and all others have going on with Bao. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { isSleeping } from '../../stack';
import type { Variable } from '../../symbols';
import type { RegisterDescription } from '../../target';
import { hypercallFields, requestFields, vcpuFields } from './bao-fields';
import type { VariableContainer } from './container';
import { type Field, FieldsContainer } from './fields-container';
import type { FrameView } from './frame-view';
import { RegistersScope } from './registers-scope';
import { VariablesScope } from './variables-scope';

type Extra = Partial<DebugProtocol.Scope>;

/** What is in them is found when they are opened. */
export function scopesOf(view: FrameView): DebugProtocol.Scope[] {
  const { containers } = view.debuggee;
  const register = (container: VariableContainer): number => containers.create(container);
  const scope = (name: string, container: VariableContainer, extra: Extra = {}): DebugProtocol.Scope => ({
    name,
    variablesReference: register(container),
    expensive: false,
    ...extra,
  });
  const fields = (name: string, find: (view: FrameView) => Promise<readonly Field[]>): DebugProtocol.Scope =>
    scope(name, new FieldsContainer(() => find(view), register));
  const registers = (name: string, groups: readonly RegisterDescription['group'][]): DebugProtocol.Scope =>
    scope(name, new RegistersScope(view, groups), { presentationHint: 'registers', expensive: true });

  return [
    ...variableScopes(view, scope),
    ...(isSleeping(view.frame.thread) ? [] : [fields('Hypercall', hypercallFields)]),
    fields('REMIO requests', requestFields),
    fields('vCPUs', vcpuFields),
    registers('Registers', ['pc', 'general']),
    ...(isSleeping(view.frame.thread) ? [] : [registers('CSRs', ['csr'])]),
  ];
}

/** Variables of the frame's function, and of the file that it is in. */
function variableScopes(
  view: FrameView,
  scope: (name: string, container: VariableContainer, extra: Extra) => DebugProtocol.Scope,
): DebugProtocol.Scope[] {
  const { symbols, codeAddress, level, place } = view.frame;
  const found = symbols?.variablesAt(codeAddress)[level];
  const locals = found?.blocks.flat() ?? [];
  const parameters = found?.parameters ?? [];
  const known = (name: string, list: readonly Variable[], presentationHint: string): DebugProtocol.Scope[] =>
    list.length === 0
      ? []
      : [scope(name, new VariablesScope(view, () => list), { namedVariables: list.length, presentationHint })];
  const ofUnit = new VariablesScope(view, () => symbols?.variablesOfUnit(codeAddress) ?? []);
  return [
    ...known('Locals', locals, 'locals'),
    ...known('Arguments', parameters, 'arguments'),
    ...(place === undefined ? [] : [scope('Statics', ofUnit, { expensive: true })]),
  ];
}
