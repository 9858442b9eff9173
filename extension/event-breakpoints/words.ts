// SPDX-License-Identifier: Apache-2.0
/** Event breakpoints in words. Nothing of the editor. */

import type { EventBreakpoint, EventBreakpointStatus } from '../../debug-adapter/protocol';
import { describeKind, type Parameter } from './parameters';
import type { Fields, StoredBreakpoint } from './stored';

export interface ShownBreakpoint {
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  /** What screen readers say. */
  readonly spoken: string;
  readonly icon: string;
  /** Of the editor's colours. */
  readonly iconColor: string;
}

export function shownBreakpoint(
  { breakpoint, isEnabled }: StoredBreakpoint,
  status: EventBreakpointStatus | undefined,
  wasHit: boolean,
): ShownBreakpoint {
  const label = breakpointLabel(breakpoint);
  const tests = testsOf(breakpoint);
  const remark = isEnabled ? status?.message : undefined;
  const description = [...(wasHit ? ['stopped here'] : []), ...tests, ...(remark === undefined ? [] : [remark])];
  const isRefused = isEnabled && status?.verified === false;
  const state = isEnabled ? (isRefused ? 'cannot stop anything' : 'enabled') : 'disabled';
  return {
    label,
    description: description.join(', '),
    tooltip: [`Stops when ${describeKind(breakpoint.kind).about}: ${label}`, ...description].join('\n'),
    iconColor: wasHit
      ? 'debugIcon.breakpointCurrentStackframeForeground'
      : isEnabled
        ? 'debugIcon.breakpointForeground'
        : 'debugIcon.breakpointDisabledForeground',
    spoken: [label, state, ...description].join(', '),
    icon: wasHit
      ? 'debug-stackframe'
      : isRefused
        ? 'debug-breakpoint-unverified'
        : isEnabled
          ? 'debug-breakpoint'
          : 'debug-breakpoint-disabled',
  };
}

/** `Hypercall: NOTIFY, caller backend, failed`. */
export function breakpointLabel(breakpoint: EventBreakpoint): string {
  const { title, parameters } = describeKind(breakpoint.kind);
  const fields = breakpoint as unknown as Fields;
  const given = parameters.flatMap((parameter) => {
    const text = parameterText(parameter, fields);
    return text === undefined ? [] : [parameter.isPlain ? text : `${lowered(parameter.title)} ${text}`];
  });
  return given.length === 0 ? `${title}: any` : `${title}: ${given.join(', ')}`;
}

/** `IPC object` as it is, `Device model` in the middle of a line. */
function lowered(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}

/** Undefined for one that is left out. */
export function parameterText({ name }: Parameter, fields: Fields): string | undefined {
  const value = fields[name];
  if (value === undefined) {
    return undefined;
  }
  return Array.isArray(value)
    ? value.join(' or ')
    : typeof value === 'number'
      ? value.toLocaleString('en-US')
      : `${value}`;
}

function testsOf({ condition, hitCondition }: EventBreakpoint): string[] {
  return [
    ...(condition === undefined ? [] : [`when ${condition}`]),
    ...(hitCondition === undefined ? [] : [`hits ${hitCondition}`]),
  ];
}
