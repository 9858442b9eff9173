// SPDX-License-Identifier: Apache-2.0
/** Event breakpoints as a workspace keeps them. Nothing of the editor. */

import { EVENT_BREAKPOINT_KINDS, type EventBreakpoint } from '../../debug-adapter/protocol';
import { describeKind, type Parameter } from './parameters';

export interface StoredBreakpoint {
  /** From 1 on; the same as long as it is in the list. */
  readonly key: number;
  readonly isEnabled: boolean;
  readonly breakpoint: EventBreakpoint;
}

/** A breakpoint's fields by their names. */
export type Fields = Readonly<Record<string, unknown>>;

const MAX_STORED = 1000;

/** What makes sense of what was kept, which another version may have written. */
export function readStored(value: unknown): StoredBreakpoint[] {
  const list = Array.isArray(value) ? value.slice(0, MAX_STORED) : [];
  return list.flatMap((each: unknown, index): StoredBreakpoint[] => {
    const { isEnabled, breakpoint } = fieldsOf(each);
    const read = readBreakpoint(breakpoint);
    return read === undefined ? [] : [{ key: index + 1, isEnabled: isEnabled !== false, breakpoint: read }];
  });
}

function readBreakpoint(value: unknown): EventBreakpoint | undefined {
  const fields = fieldsOf(value);
  const kind = EVENT_BREAKPOINT_KINDS.find((each) => each === fields.kind);
  if (kind === undefined) {
    return undefined;
  }
  const { parameters } = describeKind(kind);
  const given = parameters.flatMap((parameter): [string, unknown][] => {
    const field = fields[parameter.name];
    return isValue(parameter, field) ? [[parameter.name, field]] : [];
  });
  const texts = ['condition', 'hitCondition'].flatMap((name): [string, unknown][] =>
    typeof fields[name] === 'string' ? [[name, fields[name]]] : [],
  );
  return { kind, ...Object.fromEntries([...given, ...texts]) } as EventBreakpoint;
}

function isValue({ type, values, isOpen }: Parameter, value: unknown): boolean {
  const isOffered = (text: unknown): boolean =>
    typeof text === 'string' && (isOpen || (values?.includes(text) ?? true));
  switch (type) {
    case 'number':
      return typeof value === 'number' && Number.isSafeInteger(value);
    case 'several':
      return Array.isArray(value) && value.length > 0 && value.every(isOffered);
    case 'text':
      return isOffered(value);
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
