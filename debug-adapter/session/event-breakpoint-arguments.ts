// SPDX-License-Identifier: Apache-2.0
/** Event breakpoints as clients send them. */

import {
  EVENT_BREAKPOINT_KINDS,
  type EventBreakpoint,
  type EventBreakpointKind,
  type EventBreakpointParameters,
  FINDING_SEVERITIES,
  HYPERCALL_OPERATIONS,
  INTERRUPT_SOURCES,
  OUTCOMES,
  REQUEST_STATES,
} from '../protocol';
import type { Arguments } from './arguments';
import { RequestError } from './request-error';

const WHEN = ['call', 'return'] as const;
const ACCESSES = ['READ', 'WRITE'] as const;

/** @throws RequestError naming the field that makes no sense */
export function readEventBreakpoint(args: Arguments): EventBreakpoint {
  return { ...PARAMETERS[oneOf(args, 'kind', EVENT_BREAKPOINT_KINDS)](args), ...testOf(args) };
}

function testOf(args: Arguments): Pick<EventBreakpoint, 'condition' | 'hitCondition'> {
  return { ...notEmpty(args, 'condition'), ...notEmpty(args, 'hitCondition') };
}

/** By kind; what is absent stays absent. */
const PARAMETERS: Readonly<Record<EventBreakpointKind, (args: Arguments) => EventBreakpointParameters>> = {
  hypercall: (args) => ({
    kind: 'hypercall',
    ...notEmpty(args, 'vm'),
    ...optionalOneOf(args, 'operation', HYPERCALL_OPERATIONS),
    ...optionalOneOf(args, 'outcome', OUTCOMES),
  }),
  ioctl: (args) => ({
    kind: 'ioctl',
    ...notEmpty(args, 'vm'),
    ...notEmpty(args, 'command'),
    ...optionalInteger(args, 'deviceModel'),
    ...optionalOneOf(args, 'outcome', OUTCOMES),
    ...optionalOneOf(args, 'when', WHEN),
  }),
  requestState: (args) => ({ kind: 'requestState', ...notEmpty(args, 'device'), ...states(args) }),
  registerAccess: (args) => ({
    kind: 'registerAccess',
    ...notEmpty(args, 'device'),
    ...notEmpty(args, 'register'),
    ...optionalOneOf(args, 'operation', ACCESSES),
  }),
  queueDepth: (args) => ({
    kind: 'queueDepth',
    ...notEmpty(args, 'vm'),
    ...optionalInteger(args, 'deviceModel'),
    ...optionalInteger(args, 'depth'),
  }),
  requestAge: (args) => ({ kind: 'requestAge', ...notEmpty(args, 'device'), ...optionalInteger(args, 'instructions') }),
  ipcNotification: (args) => ({ kind: 'ipcNotification', ...notEmpty(args, 'vm'), ...optionalInteger(args, 'ipc') }),
  interruptInjected: (args) => ({
    kind: 'interruptInjected',
    ...notEmpty(args, 'vm'),
    ...optionalInteger(args, 'interrupt'),
    ...optionalOneOf(args, 'source', INTERRUPT_SOURCES),
  }),
  firstWrite: (args) => ({ kind: 'firstWrite', ...notEmpty(args, 'vm'), ...optionalInteger(args, 'sharedMemory') }),
  finding: (args) => ({
    kind: 'finding',
    ...notEmpty(args, 'code'),
    ...optionalOneOf(args, 'severity', FINDING_SEVERITIES),
  }),
};

type Given<Name extends string, Value> = { readonly [Key in Name]?: Value };

/** Clients send empty texts for fields that a person has emptied. */
function notEmpty<Name extends string>(args: Arguments, name: Name): Given<Name, string> {
  const text = args.optionalText(name)?.trim() ?? '';
  return text === '' ? {} : ({ [name]: text } as Given<Name, string>);
}

function optionalInteger<Name extends string>(args: Arguments, name: Name): Given<Name, number> {
  return args.has(name) ? ({ [name]: args.integer(name) } as Given<Name, number>) : {};
}

function optionalOneOf<Name extends string, Value extends string>(
  args: Arguments,
  name: Name,
  values: readonly Value[],
): Given<Name, Value> {
  return args.has(name) ? ({ [name]: oneOf(args, name, values) } as Given<Name, Value>) : {};
}

function states(args: Arguments): Given<'states', (typeof REQUEST_STATES)[number][]> {
  if (!args.has('states')) {
    return {};
  }
  return { states: args.texts('states', REQUEST_STATES.length).map((each) => known('states', each, REQUEST_STATES)) };
}

function oneOf<Value extends string>(args: Arguments, name: string, values: readonly Value[]): Value {
  return known(name, args.text(name), values);
}

function known<Value extends string>(name: string, text: string, values: readonly Value[]): Value {
  const found = values.find((each) => each === text);
  if (found === undefined) {
    throw new RequestError(
      `'${name}' of an event breakpoint is one of ${values.join(', ')}; not '${text.slice(0, 60)}'`,
    );
  }
  return found;
}
