// SPDX-License-Identifier: Apache-2.0
/** The scopes of a frame: its variables, its registers, and what its vCPU and all others have going on with Bao. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Variable } from '../../symbols';
import { hypercallFields, requestFields, vcpuFields } from './bao-fields';
import type { VariableContainer } from './container';
import { type Field, FieldsContainer } from './fields-container';
import type { FrameView } from './frame-view';
import { RegistersScope } from './registers-scope';
import { VariablesScope } from './variables-scope';

type Extra = Partial<DebugProtocol.Scope>;

export async function scopesOf(view: FrameView): Promise<DebugProtocol.Scope[]> {
  const { debuggee } = view;
  const scope = (name: string, container: VariableContainer, extra: Extra): DebugProtocol.Scope => ({
    name,
    variablesReference: debuggee.containers.create(container),
    expensive: false,
    ...extra,
  });
  const variables = (name: string, list: readonly Variable[], extra: Extra): DebugProtocol.Scope[] =>
    list.length === 0 ? [] : [scope(name, new VariablesScope(view, list), { namedVariables: list.length, ...extra })];
  const fields = (name: string, list: readonly Field[]): DebugProtocol.Scope =>
    scope(name, new FieldsContainer(list, (each) => debuggee.containers.create(each)), { namedVariables: list.length });

  const { locals, parameters, statics } = variablesOf(view);
  return [
    ...variables('Locals', locals, { presentationHint: 'locals' }),
    ...variables('Arguments', parameters, { presentationHint: 'arguments' }),
    fields('Hypercall', await hypercallFields(view)),
    fields('REMIO requests', await requestFields(view)),
    fields('vCPUs', await vcpuFields(view)),
    ...variables('Statics', statics, { expensive: true }),
    scope('Registers', new RegistersScope(view, ['pc', 'general']), { presentationHint: 'registers', expensive: true }),
    scope('CSRs', new RegistersScope(view, ['csr']), { presentationHint: 'registers', expensive: true }),
  ];
}

/** Variables of the frame's function, and of the file that it is in. */
function variablesOf({ frame }: FrameView): Record<'locals' | 'parameters' | 'statics', readonly Variable[]> {
  const { symbols, codeAddress, level } = frame;
  const found = symbols?.variablesAt(codeAddress)[level];
  return {
    locals: found?.blocks.flat() ?? [],
    parameters: found?.parameters ?? [],
    statics: symbols?.variablesOfUnit(codeAddress) ?? [],
  };
}
